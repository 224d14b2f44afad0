import { styled } from "./output.ts";

/** From the least to the most serious; `--level` is a minimum. */
export const levels = ["debug", "info", "warn", "error"] as const;
export type Level = (typeof levels)[number];

/** One line of a workload's log, read. */
export interface LogLine {
  /** As it was written. */
  raw: string;
  /** Absent when the line is not JSON. */
  record?: Record<string, unknown>;
  /** Absent when the line does not say. */
  level?: Level;
}

const synonyms: Record<string, Level> = {
  trace: "debug",
  debug: "debug",
  verbose: "debug",
  info: "info",
  notice: "info",
  log: "info",
  warn: "warn",
  warning: "warn",
  error: "error",
  err: "error",
  fatal: "error",
  critical: "error",
  panic: "error",
};

/** Reads a line; what is not a JSON object stays text. */
export function parseLogLine(raw: string): LogLine {
  const text = raw.trim();
  if (!text.startsWith("{")) return { raw };
  try {
    const record = JSON.parse(text) as Record<string, unknown>;
    // PostgreSQL's name for it is `error_severity`.
    const level = levelOf(record["level"] ?? record["error_severity"]);
    return level ? { raw, record, level } : { raw, record };
  } catch {
    return { raw };
  }
}

function levelOf(value: unknown): Level | undefined {
  if (typeof value === "string") return synonyms[value.toLowerCase()];
  // Pino's numbers, where a library logs before the settings are read.
  if (typeof value === "number")
    return value >= 50 ? "error" : value >= 40 ? "warn" : value >= 30 ? "info" : "debug";
  return undefined;
}

/** Whether a line is at least as serious as `minimum`. A line that names no level always passes: better too much than hidden. */
export function passesLevel(line: LogLine, minimum: Level | undefined): boolean {
  return !minimum || !line.level || levels.indexOf(line.level) >= levels.indexOf(minimum);
}

/** Fields that have their own place in the line, or say nothing to the reader. */
const placed = new Set([
  "level",
  "error_severity",
  "timestamp",
  "time",
  "msg",
  "message",
  "service",
  "pid",
  "hostname",
  "v",
  "err",
  "stack",
]);
const colours = { debug: "dim", info: "cyan", warn: "yellow", error: "red" } as const;

/** `08:30:01.123 WARN  text key=value`, with a stack trace indented below. A line that is not JSON is left as it is. */
export function formatLogLine(line: LogLine): string {
  const { record } = line;
  if (!record) return line.raw;
  const time = clock(record["time"] ?? record["ts"] ?? record["timestamp"]);
  const level = (line.level ?? "").toUpperCase().padEnd(5);
  const text = record["msg"] ?? record["message"] ?? "";
  const failure = (record["err"] ?? {}) as { message?: string; stack?: string; type?: string };
  const fields = Object.entries(record)
    .filter(([key, value]) => !placed.has(key) && value !== undefined)
    .map(([key, value]) =>
      styled("dim", `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`),
    );
  const head = [
    styled("dim", time),
    line.level ? styled(colours[line.level], level) : level,
    typeof text === "string" ? text : JSON.stringify(text),
    ...(failure.message && failure.message !== text ? [styled("red", `error="${failure.message}"`)] : []),
    ...fields,
  ]
    .filter((part) => part !== "")
    .join(" ");
  const stack = failure.stack ?? record["stack"];
  if (typeof stack !== "string") return head;
  const indented = stack.split("\n").map((each) => styled("dim", `    ${each.trim()}`));
  return [head, ...indented].join("\n");
}

function clock(value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number") return "";
  const date = new Date(typeof value === "number" && value < 1e12 ? value * 1000 : value);
  return Number.isNaN(date.getTime()) ? String(value) : date.toISOString().slice(11, 23);
}

/** Cuts a stream of chunks into lines; `end` gives what is left. */
export function lineSplitter(onLine: (line: string) => void): { write(chunk: string): void; end(): void } {
  let rest = "";
  return {
    write(chunk) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line.replace(/\r$/, ""));
    },
    end() {
      if (rest) onLine(rest);
      rest = "";
    },
  };
}
