import { setTimeout as pause } from "node:timers/promises";

/**
 * Tries again until `attempt` succeeds: for what follows from events and for services that are just being restarted.
 * @throws the last error after `seconds`.
 */
export async function eventually<T>(attempt: () => Promise<T>, seconds = 60): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(pauseMs);
    }
  }
}
