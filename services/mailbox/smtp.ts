import { SMTPServer } from "smtp-server";
import { log as writeLine } from "./log.ts";
import { largestMail, type Messages } from "./messages.ts";

/**
 * An SMTP server that takes every mail and delivers none: without sign-in, for a network of its own.
 * @param log gets a line for every mail; tests leave it out.
 */
export function createSmtpServer(messages: Messages, log: typeof writeLine = writeLine): SMTPServer {
  const server = new SMTPServer({
    banner: "CloudPOS development mailbox",
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: largestMail,
    onData(stream, session, done) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      let chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => {
        // What is too large is read to its end, but not kept.
        chunks = stream.sizeExceeded ? [] : [...chunks, chunk];
      });
      stream.on("end", () => {
        if (stream.sizeExceeded)
          return done(Object.assign(new Error("the mail is too large"), { responseCode: 552 }));
        messages.add(Buffer.concat(chunks), recipients).then(
          (message) => {
            log("info", "mail received", { id: message.id });
            done();
          },
          (error: Error) => {
            log("warn", "mail cannot be read", { reason: error.message });
            done(Object.assign(new Error("the mail cannot be read"), { responseCode: 554 }));
          },
        );
      });
    },
  });
  server.on("error", (error) => log("warn", "smtp connection failed", { reason: error.message }));
  return server;
}
