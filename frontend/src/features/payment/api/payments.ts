import type { CreatePayment, GiftCard, NewGiftCard, Payment } from "@cloudpos/contracts";
import type { ApiClient } from "../../../lib/api-client.ts";

/** Creates a payment; safe to repeat with the same content, since the server knows its id. */
export async function createPayment(api: ApiClient, payment: CreatePayment): Promise<Payment> {
  return (await api.post<Payment>("/api/payments/payments", payment)).body;
}

/** A payment as it is now; asks the acquirer when nothing is known yet. */
export function readPayment(api: ApiClient, id: string): Promise<Payment> {
  return api.get<Payment>(`/api/payments/payments/${id}`);
}

/** Gives a payment up: what was reserved is released. */
export async function cancelPayment(api: ApiClient, id: string): Promise<Payment> {
  return (await api.post<Payment>(`/api/payments/payments/${id}/cancel`, {})).body;
}

/** What a gift card holds. */
export function readGiftCard(api: ApiClient, code: string): Promise<GiftCard> {
  return api.get<GiftCard>(`/api/payments/gift-cards/${encodeURIComponent(code)}`);
}

/** A gift card code that nobody has. */
export async function newGiftCardCode(api: ApiClient): Promise<string> {
  return (await api.post<NewGiftCard>("/api/payments/gift-cards", {})).body.code;
}
