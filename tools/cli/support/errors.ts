/** What the exit code of `./cloudpos` tells a script. */
export const exitCodes = {
  ok: 0,
  /** Something checked is not well (`status`, `doctor`, `test`), or an unexpected error. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Something the command needs is missing: a free port, disk space, the Docker engine, the passphrase. */
  precondition: 3,
  /** The engine ran and at least one resource failed, or the platform does not answer. */
  deployment: 4,
  /** Interrupted by the operator, or another run holds the stack. */
  interrupted: 5,
} as const;

/** An error that was foreseen: its message says what, where and what to do, so no stack trace is shown. */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
  readonly exitCode: number;
  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** A wrong command line. */
export const usageError = (message: string) => new OperatorError(exitCodes.usage, message);
/** Something that has to be put right before the command can work; nothing was changed. */
export const preconditionError = (message: string) => new OperatorError(exitCodes.precondition, message);

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
