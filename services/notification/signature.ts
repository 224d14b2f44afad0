import { createHmac } from "node:crypto";

const prefix = "whsec_";

/**
 * The secret of a webhook: derived from the service's key, so that none is stored and none can be read out of the
 * database.
 * @param number raised to replace the secret.
 */
export function webhookSecret(key: string, webhookId: string, number: number): string {
  return (
    prefix + createHmac("sha256", key).update(`webhook secret\0${webhookId}\0${number}`).digest("base64")
  );
}

/**
 * Headers that prove where a message is from and when (standardwebhooks.com, version 1).
 * @param id of the message, the same in every attempt: the receiver drops what it has seen.
 * @param body the very bytes that are sent.
 */
export function signatureHeaders(
  secret: string,
  id: string,
  body: string,
  now = new Date(),
): Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const key = Buffer.from(secret.slice(prefix.length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
