import { runService } from "@cloudpos/kit";
import { notification } from "./service.ts";

await runService(notification);
