import type { CreatePayment, Payment, PaymentListQuery } from "@cloudpos/contracts";
import { Uuid } from "@cloudpos/contracts";
import { Problem, decodeCursor, encodeCursor, inTransaction, type Identity } from "@cloudpos/kit";
import type { Pool } from "pg";
import { Type } from "typebox";
import { reserve } from "./gift-cards.ts";
import { selectPayment, type PaymentDocument } from "./rows.ts";
import { captureGiftCard } from "./sales.ts";
import type { Seal } from "./seal.ts";
import { lock, releaseGiftCard, type Settler } from "./settler.ts";

/** What the payments of the API work with. */
export interface PaymentsOptions {
  pool: Pool;
  seal: Seal;
  settler: Settler;
  /** Longest wait for the acquirer. */
  timeoutMs: number;
  /** How long an approved payment waits for its sale before it is released. */
  claimMs: number;
}

/** Room beyond the acquirer's time, after which whoever was asking must have died. */
const graceMs = 5_000;

/** Payments as tills and people in charge see them: always those of one store. */
export class Payments {
  readonly #options: PaymentsOptions;

  constructor(options: PaymentsOptions) {
    this.#options = options;
  }

  /**
   * Takes a payment, once however often it is asked for. It is stored before the acquirer hears of it.
   * @throws Problem `idempotency-mismatch`, `gift-card-not-found`, `conflict` (gift card of another currency).
   */
  async create(
    request: CreatePayment,
    identity: Identity,
    registerId: string,
  ): Promise<{ payment: Payment; replayed: boolean }> {
    const { settler } = this.#options;
    const isNew = await this.#insert(request, identity, registerId);
    if (isNew && request.kind === "card") await settler.authorise(request.id);
    if (!isNew) await this.#assertSame(request, identity, registerId);
    const payment = isNew
      ? await this.#find(identity.storeId, request.id)
      : await this.get(identity.storeId, request.id);
    return { payment, replayed: !isNew };
  }

  /** A payment as it is now; asks the acquirer when that is not known. @throws Problem `payment-not-found`. */
  async get(storeId: string, id: string): Promise<Payment> {
    const payment = await this.#find(storeId, id);
    const { rowCount } = await this.#options.pool.query({
      name: "payment-open",
      text: `SELECT FROM payment WHERE id = $1 AND (status = 'unknown' OR status = 'authorising' AND due_at <= now())`,
      values: [id],
    });
    if (!rowCount) return payment;
    await this.#options.settler.settle(id);
    return this.#find(storeId, id);
  }

  /** Payments of a store, newest first. */
  async list(storeId: string, query: PaymentListQuery): Promise<{ items: Payment[]; nextCursor?: string }> {
    const limit = query.limit ?? 50;
    const after = query.cursor === undefined ? null : decodeCursor(Position, query.cursor)[0];
    const { rows } = await this.#options.pool.query<PaymentDocument>({
      name: "payments",
      text: `${selectPayment}
        WHERE store_id = $1 AND ($2::text IS NULL OR status = $2)
          AND ($3::uuid IS NULL OR coalesce(sale_id, named_sale_id) = $3)
          AND ($4::uuid IS NULL OR (created_at, id) < (SELECT created_at, id FROM payment last WHERE last.id = $4))
        ORDER BY created_at DESC, id DESC LIMIT $5`,
      values: [storeId, query.status ?? null, query.saleId ?? null, after, limit + 1],
    });
    const items = rows.slice(0, limit).map((row) => row.document);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return { items, ...(last && { nextCursor: encodeCursor([last.document.id]) }) };
  }

  /**
   * The till gives a payment up. What has ended without money is left as it is.
   * @throws Problem `payment-state` once a sale has claimed it.
   */
  async cancel(storeId: string, id: string): Promise<Payment> {
    await this.#find(storeId, id);
    const isCancelling = await inTransaction(this.#options.pool, async (client) => {
      const payment = (await lock(client, id))!;
      if (payment.saleId !== null) {
        throw new Problem(
          "payment-state",
          `The sale ${payment.saleId} relies on this payment. Refund it instead.`,
        );
      }
      if (payment.kind === "gift-card") {
        if (payment.status === "approved") await releaseGiftCard(client, payment);
        return false;
      }
      if (!["authorising", "unknown", "approved", "cancelling"].includes(payment.status)) return false;
      await client.query(
        `UPDATE payment SET status = 'cancelling', due_at = now() + interval '1 minute', tries = 0, updated_at = now()
         WHERE id = $1`,
        [id],
      );
      return true;
    });
    if (isCancelling) await this.#options.settler.settle(id);
    return this.#find(storeId, id);
  }

  /** Tries again, now, what is stuck or failed of a payment. */
  async resolve(storeId: string, id: string): Promise<Payment> {
    const { pool, settler } = this.#options;
    await this.#find(storeId, id);
    const refunds = await inTransaction(pool, async (client) => {
      const payment = (await lock(client, id))!;
      if (payment.status === "failed" && payment.saleId !== null && payment.capturedMinor === 0) {
        if (payment.kind === "gift-card") await captureGiftCard(client, payment);
        else await client.query("UPDATE payment SET status = 'approved', due_at = now() WHERE id = $1", [id]);
      }
      const { rows } = await client.query<{ id: string }>(
        `UPDATE refund SET status = 'pending', failure = NULL, admitted = admitted AND status = 'pending',
           due_at = now() + interval '1 minute', updated_at = now()
         WHERE payment_id = $1 AND status <> 'done' RETURNING id`,
        [id],
      );
      return rows;
    });
    const payment = await this.#find(storeId, id);
    const isOpen = ["authorising", "unknown", "cancelling"].includes(payment.status);
    // An approved payment without a sale is left to wait for it.
    const isClaimed = payment.status === "approved" && (await this.#isClaimed(id));
    if (isOpen || isClaimed) await settler.settle(id);
    for (const refund of refunds) await settler.settleRefund(refund.id);
    return this.#find(storeId, id);
  }

  async #isClaimed(id: string): Promise<boolean> {
    const { rowCount } = await this.#options.pool.query(
      "SELECT FROM payment WHERE id = $1 AND sale_id IS NOT NULL",
      [id],
    );
    return rowCount === 1;
  }

  async #find(storeId: string, id: string): Promise<Payment> {
    const { rows } = await this.#options.pool.query<PaymentDocument>({
      name: "payment",
      text: `${selectPayment} WHERE id = $1 AND store_id = $2`,
      values: [id, storeId],
    });
    if (!rows[0]) throw new Problem("payment-not-found", `Your store has no payment with the id ${id}.`);
    return rows[0].document;
  }

  /** @returns false when there is a payment with this id already. */
  #insert(request: CreatePayment, identity: Identity, registerId: string): Promise<boolean> {
    const { pool, seal, timeoutMs, claimMs } = this.#options;
    const code = request.giftCardCode;
    const codeHash = code === undefined ? null : seal.hashCode(code);
    return inTransaction(pool, async (client) => {
      if (codeHash !== null) {
        const { rowCount } = await client.query("SELECT FROM gift_card WHERE code_hash = $1", [codeHash]);
        if (!rowCount) throw new Problem("gift-card-not-found", "No gift card has this code.");
      }
      const { rowCount } = await client.query({
        name: "payment-insert",
        text: `INSERT INTO payment (id, store_id, register_id, user_id, kind, amount_minor, currency, named_sale_id,
                 gift_card, status, due_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'authorising', now() + make_interval(secs => $10))
               ON CONFLICT DO NOTHING`,
        values: [
          request.id,
          identity.storeId,
          registerId,
          identity.userId,
          request.kind,
          request.amountMinor,
          request.currency,
          request.saleId ?? null,
          codeHash,
          (timeoutMs + graceMs) / 1000,
        ],
      });
      if (rowCount !== 1) return false;
      if (codeHash === null) return true;
      const refusal = await reserve(client, codeHash, request.amountMinor, request.currency);
      if (refusal === "other-currency")
        throw new Problem("conflict", `The gift card is not in ${request.currency}.`);
      await client.query(
        `UPDATE payment SET status = $2, decline_reason = $3, due_at = $4::timestamptz WHERE id = $1`,
        refusal === null
          ? [request.id, "approved", null, new Date(Date.now() + claimMs)]
          : [request.id, "declined", "The gift card holds too little.", null],
      );
      return true;
    });
  }

  async #assertSame(request: CreatePayment, identity: Identity, registerId: string): Promise<void> {
    const { pool, seal } = this.#options;
    const { rowCount } = await pool.query(
      `SELECT FROM payment WHERE id = $1 AND store_id = $2 AND register_id = $3 AND kind = $4 AND amount_minor = $5
         AND currency = $6 AND named_sale_id IS NOT DISTINCT FROM $7 AND gift_card IS NOT DISTINCT FROM $8`,
      [
        request.id,
        identity.storeId,
        registerId,
        request.kind,
        request.amountMinor,
        request.currency,
        request.saleId ?? null,
        request.giftCardCode === undefined ? null : seal.hashCode(request.giftCardCode),
      ],
    );
    if (rowCount !== 1) {
      throw new Problem(
        "idempotency-mismatch",
        `A payment with the id ${request.id} is stored with other content.`,
      );
    }
  }
}

const Position = Type.Tuple([Uuid]);
