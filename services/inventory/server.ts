import { runService } from "@cloudpos/kit";
import { inventoryService } from "./service.ts";

await runService(inventoryService());
