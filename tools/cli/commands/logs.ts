import { usageError } from "../support/errors.ts";
import {
  formatLogLine,
  levels,
  lineSplitter,
  parseLogLine,
  passesLevel,
  type Level,
} from "../support/log-lines.ts";
import { print } from "../support/output.ts";
import { runtimeOf } from "../support/runtime.ts";
import { parseSince } from "../support/units.ts";

export interface LogsOptions {
  stack: string;
  level?: string;
  since?: string;
  follow?: boolean;
  tail?: string;
  json?: boolean;
}

/** `logs SERVICE`: the lines of all replicas of one workload, readable; raw with `--json`. */
export async function logs(name: string, options: LogsOptions): Promise<void> {
  const minimum = levelOption(options.level);
  const tail = tailOption(options.tail);
  const since = options.since === undefined ? undefined : Math.floor(parseSince(options.since));
  const runtime = await runtimeOf(options.stack);
  const show = lineSplitter((text) => {
    const line = parseLogLine(text);
    if (passesLevel(line, minimum)) print(options.json ? line.raw : formatLogLine(line));
  });
  const stop = new AbortController();
  if (options.follow) process.once("SIGINT", () => stop.abort());
  await runtime.logs(
    name,
    {
      ...(tail === undefined ? {} : { tail }),
      ...(since === undefined ? {} : { since }),
      ...(options.follow ? { follow: stop.signal } : {}),
    },
    (text) => show.write(text),
  );
  show.end();
}

function levelOption(text: string | undefined): Level | undefined {
  if (text === undefined) return undefined;
  const level = levels.find((each) => each === text.toLowerCase());
  if (!level) throw usageError(`"${text}" is not a level; use one of ${levels.toReversed().join(", ")}.`);
  return level;
}

function tailOption(text: string | undefined): number | undefined {
  if (text === undefined || text === "all") return undefined;
  if (!/^\d+$/.test(text)) throw usageError(`--tail ${text}: give a number of lines, or "all".`);
  return Number(text);
}
