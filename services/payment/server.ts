import { runService } from "@cloudpos/kit";
import { payment } from "./service.ts";

await runService(payment);
