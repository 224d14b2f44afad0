import { runService } from "@cloudpos/kit";
import { reporting } from "./service.ts";

await runService(reporting);
