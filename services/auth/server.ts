import { runService } from "@cloudpos/kit";
import { auth } from "./service.ts";

await runService(auth);
