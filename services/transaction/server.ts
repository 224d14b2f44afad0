import { runService } from "@cloudpos/kit";
import { transactionService } from "./service.ts";

await runService(transactionService());
