import { describe, expect, test } from "vitest";
import { formatLogLine, lineSplitter, parseLogLine, passesLevel } from "./log-lines.ts";

const line = (record: object) => parseLogLine(JSON.stringify(record));

describe("reading a log line", () => {
  test("the level may be a word, a synonym or pino's number", () => {
    expect(line({ level: "WARNING" }).level).toBe("warn");
    expect(line({ level: "fatal" }).level).toBe("error");
    expect(line({ level: 30 }).level).toBe("info");
    expect(line({ level: 60 }).level).toBe("error");
    expect(line({ error_severity: "FATAL" }).level).toBe("error");
    expect(line({ error_severity: "LOG" }).level).toBe("info");
  });

  test.each(["LOG:  database system is ready", "{broken", ""])(
    "what is not JSON stays as it is: %s",
    (text) => {
      expect(parseLogLine(text)).toEqual({ raw: text });
      expect(formatLogLine(parseLogLine(text))).toBe(text);
    },
  );
});

describe("the least level", () => {
  test("lets the more serious through and keeps the rest back", () => {
    expect(passesLevel(line({ level: "error" }), "warn")).toBe(true);
    expect(passesLevel(line({ level: "warn" }), "warn")).toBe(true);
    expect(passesLevel(line({ level: "info" }), "warn")).toBe(false);
    expect(passesLevel(line({ level: "debug" }), undefined)).toBe(true);
  });

  test("never hides a line that names no level", () => {
    expect(passesLevel(parseLogLine("panic: out of memory"), "error")).toBe(true);
    expect(passesLevel(line({ msg: "no level" }), "error")).toBe(true);
  });
});

test("a record becomes time, level, message and its own fields", () => {
  const text = formatLogLine(
    line({
      level: "info",
      time: "2026-03-01T08:30:00.125Z",
      service: "auth",
      pid: 7,
      msg: "signed in",
      requestId: "r-1",
      user: { id: 3 },
    }),
  );
  expect(text).toBe('08:30:00.125 INFO  signed in requestId=r-1 user={"id":3}');
});

test("an error shows its message and, below, its stack", () => {
  const err = { type: "Error", message: "no route", stack: "Error: no route\n    at a.ts:1:1" };
  const text = formatLogLine(line({ level: "error", time: 1772353800000, msg: "failed", err }));
  expect(text.split("\n")).toEqual([
    '08:30:00.000 ERROR failed error="no route"',
    "    Error: no route",
    "    at a.ts:1:1",
  ]);
});

test("chunks are cut into lines wherever they were broken", () => {
  const seen: string[] = [];
  const splitter = lineSplitter((text) => seen.push(text));
  for (const chunk of ["a", "b\r\nc", "\n\nd"]) splitter.write(chunk);
  splitter.end();
  splitter.end();
  expect(seen).toEqual(["ab", "c", "", "d"]);
});
