import { causeOf, remedy } from "../../offline/toolchain/cause.ts";
import type { Home } from "../../offline/toolchain/home.ts";
import { exitCodes, OperatorError } from "./errors.ts";
import { passphraseMeaning } from "./passphrase.ts";

/** What is known of a failed run of Pulumi. */
export interface PulumiFailure {
  stack: string;
  home: Home;
  /** Everything that Pulumi said: standard error, and the messages of its events. */
  text: string;
  interrupted: boolean;
  /** The log of the run. */
  log: string;
}

/**
 * Turns what Pulumi said into one message: what, where, what to do. `undefined` when it is nothing known, so that the
 * caller shows the failed resources themselves.
 */
export function explain(failure: PulumiFailure): OperatorError | undefined {
  const { text, stack, home } = failure;
  const settings = settingsProblem(text);
  if (settings) return new OperatorError(exitCodes.precondition, settings);
  if (failure.interrupted) {
    return new OperatorError(
      exitCodes.interrupted,
      `Interrupted. What was done is recorded; to continue: ./cloudpos up --stack ${stack}`,
    );
  }
  if (/incorrect passphrase|passphrase must be set|message authentication failed/i.test(text)) {
    return new OperatorError(
      exitCodes.precondition,
      `The passphrase does not fit the state of the stack "${stack}": the file was changed, or the state is another's.\n` +
        passphraseMeaning(home),
    );
  }
  if (/currently locked by|Another update is currently in progress/.test(text)) {
    return new OperatorError(
      exitCodes.interrupted,
      `Another run is working on the stack "${stack}" right now. Wait for it to end and run again.`,
    );
  }
  const cause = causeOf(text);
  if (cause) {
    return new OperatorError(
      exitCodes.precondition,
      `${remedy[cause]}\nThen run again: it continues where it stopped. Log: ${failure.log}`,
    );
  }
  const killed = /Command was killed with (SIG\w+)/.exec(text)?.[1];
  if (killed) {
    return new OperatorError(
      exitCodes.interrupted,
      `Pulumi was killed in the middle of the run (${killed}; by somebody, or because memory ran out).\n` +
        `What was done is recorded; to continue: ./cloudpos up --stack ${stack}`,
    );
  }
  if (
    /no Docker daemon answers at (?!ssh:)|Cannot connect to the Docker daemon|connect (ENOENT|ECONNREFUSED|EACCES) \S*docker\.sock|docker\.sock[^\n]*(ENOENT|ECONNREFUSED|EACCES)|socket hang up/.test(
      text,
    )
  ) {
    return engineGone(failure.log);
  }
  if (/no resource plugin|could not (find|load) plugin|no language plugin/i.test(text)) {
    return new OperatorError(
      exitCodes.precondition,
      `A Pulumi plugin is missing. ./cloudpos up installs it again; ./cloudpos doctor shows what is there.\n${firstLines(text, 3)}`,
    );
  }
  return undefined;
}

/**
 * The message of the program's settings error without the stack trace that Node prints around it; undefined when it
 * was something else.
 */
export function settingsProblem(text: string): string | undefined {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.includes("the configuration of the stack is not valid"));
  if (start < 0) return undefined;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex(
    (line) => /^\s+at .+[:)]\d*|^\s*$|^\s*\{?\s*problems: \[/.test(line) || /^Node\.js v/.test(line),
  );
  const first = (lines[start] ?? "").replace(/^.*?(?:Error|error):\s*/, "").trim();
  const all = [first, ...(end < 0 ? rest : rest.slice(0, end))];
  return `${first.charAt(0).toUpperCase()}${all.join("\n").slice(1)}`.trimEnd();
}

/** An error's own words: without Node's stack frames and without Pulumi's repetition. */
export function withoutStackTrace(message: string): string {
  const lines = message
    .split("\n")
    .filter((line) => !/^\s+at .*(:\d+:\d+\)?|<anonymous>\)?|native\)?|\(index \d+\))$/.test(line));
  return lines.join("\n").trim();
}

function firstLines(text: string, count: number): string {
  return text.trim().split("\n").slice(0, count).join("\n");
}

/** The Docker engine went away during a run. */
export function engineGone(log: string): OperatorError {
  return new OperatorError(
    exitCodes.precondition,
    "The Docker engine stopped answering in the middle of the run. Start it (`sudo systemctl start docker`;\n" +
      "./cloudpos up starts it where there is no systemd) and run again: it continues where it stopped.\n" +
      `Log: ${log}`,
  );
}
