import { request } from "node:https";
import { rootCertificates } from "node:tls";
import { setTimeout as wait } from "node:timers/promises";
import { exitCodes, OperatorError } from "./errors.ts";

/** How long the edge may take to answer after all workloads are healthy. */
const patienceMs = 60_000;

/**
 * Waits until `GET <url>/health` answers 200 through the edge, with a certificate that the stack's CA or a public one signed.
 *
 * @throws OperatorError (deployment) with the last reason
 */
export async function waitForHealth(url: string, ca: string, signal: AbortSignal): Promise<void> {
  const end = performance.now() + patienceMs;
  let reason: string;
  do {
    reason = await ask(`${url}/health`, ca);
    if (reason === "") return;
    await wait(500, undefined, { signal }).catch(() => {});
  } while (performance.now() < end && !signal.aborted);
  if (signal.aborted)
    throw new OperatorError(exitCodes.interrupted, "Interrupted while waiting for the platform to answer.");
  throw new OperatorError(
    exitCodes.deployment,
    `${url}/health does not answer: ${reason}. All workloads were reported healthy; look: ./cloudpos status, ./cloudpos logs edge, ./cloudpos logs gateway.`,
  );
}

/** Empty when well, else the reason. */
function ask(url: string, ca: string): Promise<string> {
  return new Promise((resolve) => {
    const attempt = request(
      url,
      { ca: [ca, ...rootCertificates], timeout: 5000, agent: false },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200 ? "" : `status ${response.statusCode}`);
      },
    );
    attempt.on("timeout", () => attempt.destroy(new Error("no answer within 5 s")));
    attempt.on("error", (error) => resolve(error.message));
    attempt.end();
  });
}
