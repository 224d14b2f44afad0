import type { CreatePayment, GiftCard, Payment } from "@cloudpos/contracts";
import type { ApiClient } from "../../../lib/api-client.ts";

/** Creates a payment; safe to repeat with the same content, since the server knows its id. */
export function createPayment(api: ApiClient, payment: CreatePayment): Promise<Payment> {
  return api.POST("/api/payments/payments", { body: payment });
}

/** A payment as it is now; asks the acquirer when nothing is known yet. */
export function readPayment(api: ApiClient, id: string): Promise<Payment> {
  return api.GET("/api/payments/payments/{id}", { params: { path: { id } } });
}

/** Gives a payment up: what was reserved is released. */
export function cancelPayment(api: ApiClient, id: string): Promise<Payment> {
  return api.POST("/api/payments/payments/{id}/cancel", { params: { path: { id } } });
}

/** What a gift card holds. */
export function readGiftCard(api: ApiClient, code: string): Promise<GiftCard> {
  return api.GET("/api/payments/gift-cards/{code}", { params: { path: { code } } });
}

/** A gift card code that nobody has. */
export async function newGiftCardCode(api: ApiClient): Promise<string> {
  return (await api.POST("/api/payments/gift-cards")).code;
}
