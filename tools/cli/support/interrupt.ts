/** How an interruption of a run by the operator is handled. */
export interface Interrupt {
  /** Aborted by the first Ctrl-C (or SIGTERM, or a closed terminal): finish what is under way, begin nothing new. */
  readonly signal: AbortSignal;
  /** Takes the handlers away again. */
  release(): void;
}

/**
 * The first signal asks to stop, the second calls `kill`.
 *
 * @param say tells the operator what happens
 * @param kill ends the work at once
 */
export function onInterrupt(say: (text: string) => void, kill: () => void): Interrupt {
  const controller = new AbortController();
  const handler = () => {
    if (controller.signal.aborted) {
      say("Stopping at once. The next run continues from what was recorded.");
      kill();
      return;
    }
    say("Stopping: what is under way is finished first. Press Ctrl-C again to stop at once.");
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, handler);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of signals) process.off(signal, handler);
    },
  };
}
