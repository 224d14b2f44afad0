import { runService } from "@cloudpos/kit";
import { paymentService } from "./service.ts";

await runService(paymentService());
