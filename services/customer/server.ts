import { runService } from "@cloudpos/kit";
import { customer } from "./service.ts";

await runService(customer);
