import { demultiplex, decodeFrames, findService, reachDocker } from "../support/engine.ts";
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
  const docker = await reachDocker();
  const service = await findService(docker, options.stack, name);
  const show = lineSplitter((text) => {
    const line = parseLogLine(text);
    if (passesLevel(line, minimum)) print(options.json ? line.raw : formatLogLine(line));
  });
  const request = {
    stdout: true,
    stderr: true,
    tail: tail ?? "all",
    ...(since === undefined ? {} : { since }),
  };
  if (!options.follow) {
    const answer: unknown = await docker.getService(service.ID).logs({ ...request, follow: false } as object);
    show.write(Buffer.isBuffer(answer) ? decodeFrames(answer) : String(answer));
  } else {
    const stop = new AbortController();
    process.once("SIGINT", () => stop.abort());
    try {
      const abortSignal = stop.signal;
      const stream = await docker
        .getService(service.ID)
        .logs({ ...request, follow: true, abortSignal } as object);
      await demultiplex(docker, stream, (chunk) => show.write(chunk));
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
  }
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
