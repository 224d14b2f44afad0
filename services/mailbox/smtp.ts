import type { Logger } from "@cloudpos/kit";
import { SMTPServer } from "smtp-server";
import { largestMail, type Messages } from "./messages.ts";

/** An SMTP server that takes every mail and delivers none: without sign-in, for a network of its own. */
export function createSmtpServer(messages: Messages, log: Logger): SMTPServer {
  const server = new SMTPServer({
    banner: "CloudPOS development mailbox",
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: largestMail,
    onData(stream, session, done) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      messages.add(stream, recipients).then(
        (message) => {
          if (stream.sizeExceeded)
            return done(Object.assign(new Error("mail too large"), { responseCode: 552 }));
          log.info({ id: message.id }, "mail received");
          done();
        },
        (error: Error) => {
          log.warn({ err: error }, "mail cannot be read");
          done(Object.assign(new Error("the mail cannot be read"), { responseCode: 554 }));
        },
      );
    },
  });
  server.on("error", (error) => log.warn({ err: error }, "smtp connection failed"));
  return server;
}
