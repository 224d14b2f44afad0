import { runService } from "@cloudpos/kit";
import { notificationService } from "./service.ts";

await runService(notificationService());
