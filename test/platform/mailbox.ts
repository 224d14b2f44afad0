import { createHttpServer } from "../../services/mailbox/http.ts";
import { Messages } from "../../services/mailbox/messages.ts";
import { createSmtpServer } from "../../services/mailbox/smtp.ts";
import { freePorts } from "./ports.ts";

/** The mailbox of a development stack, in this process. */
export interface RunningMailbox {
  /** Its page is at `/mailbox/`. */
  origin: string;
  /** Settings of the service that sends mails. */
  settings: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function startMailbox(): Promise<RunningMailbox> {
  const [smtpPort, httpPort] = (await freePorts(2)) as [number, number];
  const messages = new Messages();
  const smtp = createSmtpServer(messages, () => undefined);
  const http = createHttpServer(messages);
  await new Promise<void>((resolve) => smtp.listen(smtpPort, "127.0.0.1", resolve));
  await new Promise<void>((resolve) => http.listen(httpPort, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${httpPort}`,
    settings: { SMTP_HOST: "127.0.0.1", SMTP_PORT: String(smtpPort), SMTP_TLS: "none" },
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await new Promise<void>((resolve) => smtp.close(resolve));
    },
  };
}
