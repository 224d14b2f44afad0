import { randomUUID } from "node:crypto";
import { simpleParser, type AddressObject } from "mailparser";

/** A mail as a list shows it. */
export interface MessageSummary {
  id: string;
  /** ISO 8601. */
  receivedAt: string;
  from: string;
  /** Recipients of the envelope: whom it was delivered for. */
  to: string[];
  subject: string;
  attachments: { name: string; bytes: number }[];
}

/** A mail with its content. */
export interface Message extends MessageSummary {
  messageId: string | null;
  text: string | null;
  html: string | null;
}

/** Largest mail that is taken, in bytes. */
export const largestMail = 1024 * 1024;
const mostMessages = 500;
/** Of texts, in characters; older mails make room. */
const mostCharacters = 6_000_000;

/** The last mails, in memory: a mailbox for development, which forgets when it ends. */
export class Messages {
  #messages: Message[] = [];

  /**
   * Reads a mail and keeps it.
   * @param recipients of the envelope.
   */
  async add(source: Buffer, recipients: readonly string[]): Promise<Message> {
    const mail = await simpleParser(source, {
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipImageLinks: true,
    });
    const message: Message = {
      id: randomUUID(),
      receivedAt: new Date().toISOString(),
      from: textOf(mail.from),
      to: [...recipients],
      subject: mail.subject ?? "",
      attachments: mail.attachments.map(({ filename, size }) => ({
        name: filename ?? "unnamed",
        bytes: size,
      })),
      messageId: mail.messageId ?? null,
      text: mail.text ?? null,
      html: mail.html || null,
    };
    this.#messages = [message, ...this.#messages].slice(0, mostMessages);
    let characters = 0;
    const kept = this.#messages.findIndex((each) => {
      characters += (each.text?.length ?? 0) + (each.html?.length ?? 0);
      return characters > mostCharacters;
    });
    // The newest stays, however long it is.
    if (kept > 0) this.#messages = this.#messages.slice(0, kept);
    return message;
  }

  /**
   * The newest first.
   * @param filter parts of a recipient's address and of the subject; case does not matter.
   */
  list(filter: { to?: string; subject?: string } = {}): MessageSummary[] {
    const contains = (text: string, part = "") => text.toLowerCase().includes(part.toLowerCase());
    return this.#messages
      .filter(
        (each) => each.to.some((to) => contains(to, filter.to)) && contains(each.subject, filter.subject),
      )
      .map(({ messageId: _messageId, text: _text, html: _html, ...summary }) => summary);
  }

  find(id: string): Message | null {
    return this.#messages.find((message) => message.id === id) ?? null;
  }

  clear(): void {
    this.#messages = [];
  }
}

function textOf(address: AddressObject | undefined): string {
  return address?.text ?? "";
}
