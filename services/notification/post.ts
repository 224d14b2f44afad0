import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { isPublicAddress, publicLookup, webhookUrlProblem } from "./addresses.ts";
import { DeliveryError } from "./failure.ts";

/** How {@link postJson} may work. */
export interface PostOptions {
  /** Also http and private addresses: for development. */
  anywhere: boolean;
  timeoutMs?: number;
  /** PEM of certificate authorities in place of the system's. */
  ca?: string;
}

/**
 * Sends `body` to a webhook's URL. Redirects are not followed: they could lead anywhere.
 * @throws DeliveryError unless the answer is 2xx, within the time.
 */
export async function postJson(
  target: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  { anywhere, timeoutMs = 10_000, ca }: PostOptions,
): Promise<void> {
  // Checked again: rules and setting may have changed since the webhook was made.
  const problem = webhookUrlProblem(target, anywhere);
  if (problem) throw new DeliveryError(`the URL ${problem}`, { permanent: true });
  const url = new URL(target);
  const content = Buffer.from(body);
  const signal = AbortSignal.timeout(timeoutMs);
  const status = await new Promise<number>((done, failed) => {
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const request = send(
      url,
      {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "content-length": content.length,
          "user-agent": "CloudPOS-Webhooks/1",
          ...headers,
        },
        agent: false,
        signal,
        ...(!anywhere && { lookup: publicLookup }),
        ...(ca !== undefined && { ca }),
      },
      (response) => {
        // What the receiver says beside the status is of no interest, and could be without end.
        response.destroy();
        done(response.statusCode ?? 0);
      },
    );
    request.on("socket", (socket) => {
      socket.on("connect", () => {
        const { remoteAddress } = socket;
        if (!anywhere && (!remoteAddress || isIP(remoteAddress) === 0 || !isPublicAddress(remoteAddress)))
          request.destroy(new DeliveryError("the URL leads to a private network"));
      });
    });
    request.on("error", (error) =>
      failed(
        error instanceof DeliveryError
          ? error
          : new DeliveryError(signal.aborted ? `no answer within ${timeoutMs / 1000} s` : reasonOf(error), {
              cause: error,
            }),
      ),
    );
    request.end(content);
  });
  if (status >= 200 && status < 300) return;
  // 410 says that the receiver is gone for good.
  throw new DeliveryError(`the receiver answered ${status}`, { permanent: status === 410 });
}

function reasonOf(error: NodeJS.ErrnoException): string {
  return error.code && error.message && !error.message.includes(error.code)
    ? `${error.code}: ${error.message}`
    : error.message || error.code || "the connection failed";
}
