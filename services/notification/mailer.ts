import { createTransport } from "nodemailer";
import { Type } from "typebox";
import type { Settings } from "@cloudpos/kit";
import { DeliveryError } from "./failure.ts";

/** Where mails are handed over. Without SMTP_HOST no mail is made at all. */
export const mailSettings = {
  SMTP_HOST: Type.Optional(Type.String({ minLength: 1 })),
  SMTP_PORT: Type.Integer({ minimum: 1, maximum: 65_535, default: 587 }),
  /** `starttls`: refused where the server cannot; `implicit`: TLS from the first byte, port 465; `none`: development. */
  SMTP_TLS: Type.Union([Type.Literal("starttls"), Type.Literal("implicit"), Type.Literal("none")], {
    default: "starttls",
  }),
  SMTP_USER: Type.Optional(Type.String({ minLength: 1 })),
  SMTP_PASSWORD_FILE: Type.Optional(Type.String()),
  /** Sender of all mails; the store's name stands in front. */
  MAIL_FROM: Type.String({ pattern: "^[^@\\s<>]+@[^@\\s<>]+$", default: "receipts@localhost" }),
};

/** A mail to one recipient. */
export interface Mail {
  /** The same in every attempt, so that a mailbox can recognise a second copy. */
  id: string;
  fromName: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** Hands mails over to the mail server. */
export interface Mailer {
  /** @throws DeliveryError, permanent when the server refuses the recipient or the mail for good. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** Opens a {@link Mailer}; it connects when there is something to send. Null when no mail server is configured. */
export function openMailer(settings: Settings<typeof mailSettings>): Mailer | null {
  if (settings.SMTP_HOST === undefined) return null;
  const from = settings.MAIL_FROM;
  const transport = createTransport({
    host: settings.SMTP_HOST,
    port: settings.SMTP_PORT,
    secure: settings.SMTP_TLS === "implicit",
    requireTLS: settings.SMTP_TLS === "starttls",
    ignoreTLS: settings.SMTP_TLS === "none",
    ...(settings.SMTP_USER !== undefined && {
      auth: { user: settings.SMTP_USER, pass: settings.SMTP_PASSWORD ?? "" },
    }),
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 15_000,
    // Content comes from the caller; nothing in it may name a file or an address to read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ id, fromName, to, subject, text, html }) => {
      try {
        await transport.sendMail({
          from: { name: fromName, address: from },
          to,
          subject,
          text,
          html,
          messageId: `<${id}@${from.split("@")[1]}>`,
          headers: { "Auto-Submitted": "auto-generated" },
        });
      } catch (error) {
        throw asDeliveryError(error as SmtpError);
      }
    },
    close: () => transport.close(),
  };
}

interface SmtpError extends Error {
  code?: string;
  command?: string;
  responseCode?: number;
}

/** 5xx to the recipient or the content is for good (RFC 5321); about signing in, it is our own configuration. */
function asDeliveryError(error: SmtpError): DeliveryError {
  const refused = (error.responseCode ?? 0) >= 500 && /^(RCPT TO|DATA)/.test(error.command ?? "");
  return new DeliveryError(error.message, { permanent: refused, cause: error });
}
