import { createLogger } from "@cloudpos/kit/log";
import { commonSettings, loadSettings } from "@cloudpos/kit/settings";
import { Type } from "typebox";
import { createHttpServer } from "./http.ts";
import { Messages } from "./messages.ts";
import { createSmtpServer } from "./smtp.ts";

const { HOST, PORT, LOG_LEVEL, SMTP_PORT } = loadSettings(
  {
    HOST: commonSettings.HOST,
    LOG_LEVEL: commonSettings.LOG_LEVEL,
    PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3010 }),
    /** Where mails are taken. */
    SMTP_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 2525 }),
  },
  process.env,
);
const log = createLogger("mailbox", LOG_LEVEL);
const messages = new Messages();
const smtp = createSmtpServer(messages, log);
const http = createHttpServer(messages);
smtp.listen(SMTP_PORT, HOST, () => log.info({ address: smtp.server.address() }, "taking mails"));
http.listen(PORT, HOST, () => log.info({ address: http.address() }, "serving the mailbox"));

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    http.close();
    http.closeAllConnections();
    // Connections that stay open do not hold up the end.
    smtp.close(() => process.exit(0));
    setTimeout(() => process.exit(0), 2_000).unref();
  });
}
