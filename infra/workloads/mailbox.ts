/** The mailbox of stacks without a mail server: takes every mail and shows it to operators. */
import type { Settings } from "../settings.ts";
import { httpProbe } from "./common.ts";
import type { Part } from "./part.ts";

/** Ports inside the stack. */
export const MAILBOX = { httpPort: 3010, smtpPort: 2525 } as const;

/** A mail server outside of the stack. */
type MailServer = Exclude<Settings["mail"], "mailbox" | null | undefined>;

/** Whether mails are kept in the stack's own mailbox: where the settings say so or, with the demo shop, nothing. */
export function usesMailbox(settings: Settings): boolean {
  return settings.mail === "mailbox" || (settings.mail === undefined && settings.demoData);
}

/** The mail server that mails are handed to, if any. */
export function mailServer(settings: Settings): MailServer | null {
  return typeof settings.mail === "object" ? settings.mail : null;
}

export function mailbox(settings: Settings): Part {
  if (!usesMailbox(settings)) return { workloads: [], secrets: [], certificates: [], schedules: [] };
  return {
    workloads: [
      {
        name: "mailbox",
        description: "mails of a development stack, to be read at /mailbox/",
        image: "mailbox",
        user: { uid: 10001, gid: 10001 },
        environment: {
          NODE_ENV: "production",
          HOST: "0.0.0.0",
          PORT: String(MAILBOX.httpPort),
          SMTP_PORT: String(MAILBOX.smtpPort),
        },
        ports: [
          { name: "http", number: MAILBOX.httpPort },
          { name: "smtp", number: MAILBOX.smtpPort },
        ],
        files: [],
        secrets: [],
        volumes: [],
        temporary: [{ path: "/tmp", sizeMiB: 16 }],
        // SMTP for the services, the page for the edge.
        segments: ["edge", "app"],
        probe: httpProbe(MAILBOX.httpPort, "/health"),
        stop: { graceSeconds: 10 },
        resources: { cpuMilli: 500, memoryMiB: 96 },
        scale: { kind: "fixed", replicas: 1 },
        // Mails are in memory: of two mailboxes each would have some.
        update: "stop-first",
        logs: { format: "json" },
        needs: [],
      },
    ],
    secrets: [],
    certificates: [],
    schedules: [],
  };
}
