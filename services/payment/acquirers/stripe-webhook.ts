import { Uuid } from "@cloudpos/contracts";
import Stripe from "stripe";
import Value from "typebox/value";

/** What a notice of Stripe's is about. */
export interface Notice {
  /** Stripe's id of the notice: the same each time it is sent. */
  id: string;
  type: string;
  /** The payment to ask Stripe about. */
  paymentId: string | null;
  /** A refund that Stripe could not carry out after all. */
  failedRefund: { id: string; paymentId: string; reason: string } | null;
}

/** Reads a notice; null when its signature is not right or older than five minutes. */
export type WebhookReader = (body: Buffer, signature: string) => Promise<Notice | null>;

/** Makes a {@link WebhookReader}. @param secret the endpoint's signing secret (`whsec_…`). */
export function stripeWebhookReader(secret: string): WebhookReader {
  return async (body, signature) => {
    let event: Stripe.Event;
    try {
      event = await Stripe.webhooks.constructEventAsync(body, signature, secret);
    } catch {
      return null;
    }
    const notice: Notice = { id: event.id, type: event.type, paymentId: null, failedRefund: null };
    if (event.type.startsWith("payment_intent.")) {
      notice.paymentId = uuidOf((event.data.object as Stripe.PaymentIntent).metadata?.payment_id);
    }
    if (event.type === "refund.failed") {
      const refund = event.data.object;
      const id = uuidOf(refund.metadata?.refund_id);
      const paymentId = uuidOf(refund.metadata?.payment_id);
      const reason = `Stripe could not give it back: ${(refund.failure_reason ?? "unknown").replaceAll("_", " ")}.`;
      if (id && paymentId) notice.failedRefund = { id, paymentId, reason };
    }
    return notice;
  };
}

function uuidOf(text: string | undefined): string | null {
  return Value.Check(Uuid, text) ? text : null;
}
