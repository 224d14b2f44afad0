import { runService } from "@cloudpos/kit";
import { authService } from "./service.ts";

await runService(authService());
