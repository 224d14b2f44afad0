import { setTimeout as pause } from "node:timers/promises";

const mostTries = 20;

/**
 * Sends again what a service has refused because it was overloaded, as clients should: all services share this
 * process, and a busy machine holds up all of them at once. @returns the first other answer.
 */
export async function patiently<Answer extends { status: number; text: string }>(
  send: () => Promise<Answer>,
  onRefusal: () => void = () => undefined,
): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await send();
    if (answer.status !== 503 || !answer.text.includes('"overloaded"') || tries === mostTries) return answer;
    onRefusal();
    await pause(1_000);
  }
}
