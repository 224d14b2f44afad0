import { runService } from "@cloudpos/kit";
import { inventory } from "./service.ts";

await runService(inventory);
