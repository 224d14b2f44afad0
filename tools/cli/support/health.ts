import { request, type RequestOptions } from "node:https";
import { rootCertificates } from "node:tls";
import { setTimeout as wait } from "node:timers/promises";
import { exitCodes, OperatorError } from "./errors.ts";

/** How long the edge may take to answer after all workloads are healthy. */
const patienceMs = 60_000;

/**
 * Waits until `GET <url>/health` answers 200 through the edge, with a certificate that the stack's CA or a public one signed.
 *
 * @param addresses where it has to answer, each; wherever the url's name leads where none are given
 * @throws OperatorError (deployment) with the last reason
 */
export async function waitForHealth(
  url: string,
  ca: string,
  signal: AbortSignal,
  addresses: readonly string[] = [],
): Promise<void> {
  if (addresses.length === 0) return waitAt(url, ca, signal);
  for (const address of addresses) await waitAt(url, ca, signal, address);
}

async function waitAt(url: string, ca: string, signal: AbortSignal, address?: string): Promise<void> {
  const end = performance.now() + patienceMs;
  let reason: string;
  do {
    reason = await ask(`${url}/health`, ca, address);
    if (reason === "") return;
    await wait(500, undefined, { signal }).catch(() => {});
  } while (performance.now() < end && !signal.aborted);
  if (signal.aborted)
    throw new OperatorError(exitCodes.interrupted, "Interrupted while waiting for the platform to answer.");
  throw new OperatorError(
    exitCodes.deployment,
    `${url}/health does not answer${address ? ` at ${address}` : ""}: ${reason}. All workloads were reported healthy; look: ./cloudpos status, ./cloudpos logs edge, ./cloudpos logs gateway.`,
  );
}

/** Empty when well, else the reason. */
function ask(url: string, ca: string, address: string | undefined): Promise<string> {
  return new Promise((resolve) => {
    const attempt = request(
      url,
      { ca: [ca, ...rootCertificates], timeout: 5000, agent: false, ...(address && at(address, url)) },
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

/** Options of a request that goes to an address, whatever the name in its url leads to; the certificate is that of the name. */
export function at(address: string, url: string): RequestOptions & { headers: Record<string, string> } {
  const { host, hostname } = new URL(url);
  return { hostname: address, servername: hostname, headers: { host } };
}
