import type { Settings } from "@cloudpos/kit";
import type { Pool } from "pg";
import type { paymentSettings } from "../settings.ts";
import type { Acquirer } from "./acquirer.ts";
import { noAcquirer } from "./none.ts";
import { SimulatedAcquirer } from "./simulated.ts";
import type { WebhookReader } from "./stripe-webhook.ts";

/**
 * The acquirer that the settings choose, and what reads its notices. Stripe's library is loaded only where it is
 * used: it is most of the memory of a service that uses it.
 * @throws Error when Stripe is chosen without a key.
 */
export async function openAcquirer(
  settings: Settings<typeof paymentSettings>,
  pool: Pool,
): Promise<{ acquirer: Acquirer; readWebhook: WebhookReader | null }> {
  if (settings.ACQUIRER === "none") return { acquirer: noAcquirer, readWebhook: null };
  if (settings.ACQUIRER === "simulated") {
    return { acquirer: new SimulatedAcquirer(pool, settings.SIMULATED_LATENCY_MS), readWebhook: null };
  }
  if (settings.STRIPE_API_KEY === undefined) {
    throw new Error("ACQUIRER is stripe, so STRIPE_API_KEY_FILE must name the file with the secret API key");
  }
  const [{ StripeAcquirer }, { stripeWebhookReader }] = await Promise.all([
    import("./stripe.ts"),
    import("./stripe-webhook.ts"),
  ]);
  const readers = settings.STRIPE_READERS.split(",").filter((pair) => pair !== "");
  return {
    acquirer: new StripeAcquirer({
      apiKey: settings.STRIPE_API_KEY,
      apiUrl: settings.STRIPE_API_URL,
      timeoutMs: settings.ACQUIRER_TIMEOUT_MS,
      readers: new Map(readers.map((pair) => pair.split("=", 2) as [string, string])),
    }),
    readWebhook:
      settings.STRIPE_WEBHOOK_SECRET === undefined
        ? null
        : stripeWebhookReader(settings.STRIPE_WEBHOOK_SECRET),
  };
}
