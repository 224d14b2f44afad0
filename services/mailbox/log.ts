/**
 * Writes a line as the services do: JSON, level as a word. The services' own logger and settings would double the
 * memory of this small program.
 */
export function log(level: "info" | "warn", msg: string, fields: object = {}): void {
  process.stdout.write(
    `${JSON.stringify({ level, time: new Date().toISOString(), service: "mailbox", ...fields, msg })}\n`,
  );
}
