import { runService } from "@cloudpos/kit";
import { gateway } from "./service.ts";

await runService(gateway);
