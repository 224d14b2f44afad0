import type { Payment } from "@cloudpos/contracts";

/** A payment as the API shows it, from its rows; `payment` is the table's name in the statement. */
export const selectPayment = `
  SELECT jsonb_strip_nulls(jsonb_build_object(
    'id', payment.id, 'storeId', payment.store_id, 'registerId', payment.register_id, 'userId', payment.user_id,
    'kind', payment.kind, 'status', payment.status, 'amountMinor', payment.amount_minor,
    'currency', payment.currency, 'capturedMinor', payment.captured_minor,
    'refundedMinor', payment.refunded_minor,
    'card', CASE WHEN card_last_four IS NOT NULL
      THEN jsonb_build_object('brand', card_brand, 'lastFour', card_last_four) END,
    'giftCardLastFour', (SELECT last_four FROM gift_card WHERE code_hash = payment.gift_card),
    'declineReason', decline_reason, 'failure', failure,
    'refunds', coalesce((
      SELECT jsonb_agg(jsonb_build_object('id', refund.id, 'saleId', refund.sale_id,
        'amountMinor', refund.amount_minor, 'status', refund.status, 'failure', refund.failure,
        'createdAt', iso_utc(refund.created_at)) ORDER BY refund.created_at, refund.id)
      FROM refund WHERE refund.payment_id = payment.id), '[]'),
    'createdAt', iso_utc(payment.created_at), 'updatedAt', iso_utc(payment.updated_at))
  ) || jsonb_build_object('saleId', coalesce(payment.sale_id, payment.named_sale_id)) AS document
  FROM payment`;

/** A row of {@link selectPayment}. */
export interface PaymentDocument {
  document: Payment;
}

/** What the service works with of a payment. */
export interface PaymentRow {
  id: string;
  storeId: string;
  registerId: string;
  kind: "card" | "gift-card";
  amountMinor: number;
  currency: string;
  giftCard: Buffer | null;
  status: Payment["status"];
  saleId: string | null;
  tenderNumber: number | null;
  claimedMinor: number | null;
  capturedMinor: number;
  refundedMinor: number;
  reference: Buffer | null;
  tries: number;
  ageMs: number;
}

/** Columns of a {@link PaymentRow}. */
export const paymentColumns = `
  payment.id, payment.store_id AS "storeId", payment.register_id AS "registerId", payment.kind,
  payment.amount_minor::float8 AS "amountMinor", payment.currency, payment.gift_card AS "giftCard", payment.status,
  payment.sale_id AS "saleId", payment.tender_number AS "tenderNumber",
  payment.claimed_minor::float8 AS "claimedMinor", payment.captured_minor::float8 AS "capturedMinor",
  payment.refunded_minor::float8 AS "refundedMinor", payment.reference, payment.tries,
  (extract(epoch FROM now() - payment.created_at) * 1000)::float8 AS "ageMs"`;
