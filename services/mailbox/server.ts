import { createHttpServer } from "./http.ts";
import { log } from "./log.ts";
import { Messages } from "./messages.ts";
import { createSmtpServer } from "./smtp.ts";

/** A port from the environment; 0 picks a free one. @throws RangeError */
function port(name: string, usual: number): number {
  const number = Number(process.env[name] || usual);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) throw new RangeError(`${name} is no port`);
  return number;
}

const host = process.env.HOST || "0.0.0.0";
const messages = new Messages();
const smtp = createSmtpServer(messages);
const http = createHttpServer(messages);
smtp.listen(port("SMTP_PORT", 2525), host, () =>
  log("info", "taking mails", { address: smtp.server.address() }),
);
http.listen(port("PORT", 3010), host, () => log("info", "serving the mailbox", { address: http.address() }));

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    http.close();
    http.closeAllConnections();
    smtp.close(() => process.exit(0));
    // Connections that stay open do not hold up the end.
    setTimeout(() => process.exit(0), 2_000).unref();
  });
}
