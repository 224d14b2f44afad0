import { randomUUID } from "node:crypto";
import { lineAmountMinor, type SaleCompleted } from "@cloudpos/contracts";
import type { PoolClient } from "pg";
import { announce } from "./announce.ts";
import { reportDiscrepancy } from "./discrepancies.ts";
import { credit, issue, redeem, release, type CardCause } from "./gift-cards.ts";
import { paymentColumns, type PaymentRow } from "./rows.ts";
import type { Seal } from "./seal.ts";

type Tender = SaleCompleted["sale"]["tenders"][number] & { number: number; paymentId: string };

/** Whether a sale has to do with payments or gift cards at all; most are paid in cash. */
export function concernsPayments({ sale }: SaleCompleted): boolean {
  return (
    sale.tenders.some((tender) => tender.kind !== "cash" && tender.paymentId !== undefined) ||
    sale.lines.some((line) => line.giftCardCode !== undefined)
  );
}

/**
 * What a completed sale does to payments and gift cards, in the caller's transaction: its positive tenders claim
 * their payments, its negative ones order refunds, its lines sell gift cards. Gift cards are settled at once; the
 * money of cards is moved by the settler. What cannot be done is noted as a discrepancy: the sale has happened.
 */
export async function applySale(client: PoolClient, event: SaleCompleted, seal: Seal): Promise<void> {
  const tenders = event.sale.tenders
    .map((tender, index) => ({ ...tender, number: index + 1 }))
    // A card tender without a payment was taken on a terminal that CloudPOS does not know.
    .filter((tender): tender is Tender => tender.kind !== "cash" && tender.paymentId !== undefined);
  const cardLines = event.sale.lines
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.giftCardCode !== undefined);
  const payments = await lockPayments(
    client,
    tenders.map((tender) => tender.paymentId),
  );
  const hashOf = new Map(
    cardLines.map(({ line }) => [line.giftCardCode!, seal.hashCode(line.giftCardCode!)]),
  );
  await lockCards(client, [
    ...hashOf.values(),
    ...[...payments.values()].flatMap((payment) => payment.giftCard ?? []),
  ]);

  for (const { line, number } of cardLines) {
    const code = line.giftCardCode!;
    await sellCard(client, event, { code, codeHash: hashOf.get(code)! }, lineAmountMinor(line), number);
  }
  for (const tender of tenders) {
    // Read again: an earlier tender of this sale may have changed it.
    const payment = (await lockPayments(client, [tender.paymentId])).get(tender.paymentId);
    if (tender.amountMinor > 0) await claim(client, event, tender, payment);
    if (tender.amountMinor < 0) await orderRefund(client, event, tender, payment);
  }
}

/** Locked in the order of their ids, so that two sales wait for each other instead of blocking each other. */
async function lockPayments(client: PoolClient, ids: readonly string[]): Promise<Map<string, PaymentRow>> {
  const { rows } = await client.query<PaymentRow>({
    name: "lock-payments",
    text: `SELECT ${paymentColumns} FROM payment WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, row]));
}

async function lockCards(client: PoolClient, hashes: readonly Buffer[]): Promise<void> {
  if (hashes.length === 0) return;
  await client.query(
    "SELECT FROM gift_card WHERE code_hash = ANY ($1::bytea[]) ORDER BY code_hash FOR UPDATE",
    [hashes],
  );
}

async function sellCard(
  client: PoolClient,
  event: SaleCompleted,
  card: { code: string; codeHash: Buffer },
  amountMinor: number,
  number: number,
): Promise<void> {
  const { sale, storeId } = event;
  const cause: CardCause = { saleId: sale.id, itemNumber: number, storeId };
  const report = (problem: string) =>
    reportDiscrepancy(client, { storeId, saleId: sale.id, paymentId: null, amountMinor, problem });
  if (amountMinor > 0) {
    const { codeHash, code } = card;
    const sold = await issue(
      client,
      { codeHash, lastFour: code.slice(-4), currency: sale.currency },
      amountMinor,
      cause,
    );
    if (!sold) await report(`The gift card is in another currency than ${sale.currency}.`);
  }
  if (amountMinor < 0) {
    const { rows } = await client.query<{ currency: string }>(
      "SELECT currency FROM gift_card WHERE code_hash = $1",
      [card.codeHash],
    );
    if (rows[0]?.currency === sale.currency) {
      await credit(client, card.codeHash, "take-back", amountMinor, cause);
    } else {
      await report("The gift card that was given back is not known in this currency.");
    }
  }
}

/** Whether a tender can have to do with a payment at all; the reason why not, for a person. */
function contradiction(event: SaleCompleted, tender: Tender, payment: PaymentRow | undefined): string | null {
  if (!payment) return "No such payment was ever made.";
  if (payment.kind !== tender.kind)
    return `The sale says ${tender.kind}, but the payment is by ${payment.kind}.`;
  if (payment.currency !== event.sale.currency) return `The payment is in ${payment.currency}.`;
  return null;
}

async function claim(
  client: PoolClient,
  event: SaleCompleted,
  tender: Tender,
  payment: PaymentRow | undefined,
): Promise<void> {
  const { sale, storeId } = event;
  const report = (problem: string, amountMinor = tender.amountMinor) =>
    reportDiscrepancy(client, {
      storeId,
      saleId: sale.id,
      paymentId: tender.paymentId,
      amountMinor,
      problem,
    });

  const problem = contradiction(event, tender, payment);
  if (problem !== null || !payment) return report(problem ?? "");
  if (payment.storeId !== storeId) return report("The payment was taken in another store.");
  if (payment.saleId !== null)
    return report(`The payment was claimed already, by the sale ${payment.saleId}.`);
  const amountMinor = Math.min(tender.amountMinor, payment.amountMinor);
  if (tender.amountMinor > payment.amountMinor) {
    await report("The sale says more than the payment is about.", tender.amountMinor - payment.amountMinor);
  }
  await client.query(
    `UPDATE payment SET sale_id = $2, tender_number = $3, claimed_minor = $4, updated_at = now() WHERE id = $1`,
    [payment.id, sale.id, tender.number, amountMinor],
  );
  const claimed = { ...payment, saleId: sale.id, tenderNumber: tender.number, claimedMinor: amountMinor };
  if (payment.kind === "gift-card") return captureGiftCard(client, claimed);

  // A release that was decided may not have been carried out: if it was, capturing is refused and the payment fails.
  if (["approved", "authorising", "unknown", "cancelling"].includes(payment.status)) {
    await client.query(
      `UPDATE payment SET status = CASE status WHEN 'cancelling' THEN 'approved' ELSE status END,
         due_at = now(), tries = 0 WHERE id = $1`,
      [payment.id],
    );
    return;
  }
  return failPayment(client, claimed, `The sale relies on it, but it was ${payment.status}.`);
}

/** Takes what a claimed gift card payment has reserved; once released, what is still there. */
export async function captureGiftCard(client: PoolClient, payment: PaymentRow): Promise<void> {
  const amountMinor = payment.claimedMinor!;
  const cause = { saleId: payment.saleId!, itemNumber: payment.tenderNumber!, storeId: payment.storeId };
  if (payment.status === "declined") {
    return failPayment(client, payment, "The sale relies on it, but it was declined.");
  }
  if (payment.status === "approved") await release(client, payment.giftCard!, payment.amountMinor);
  if (!(await redeem(client, payment.giftCard!, amountMinor, cause))) {
    return failPayment(
      client,
      payment,
      "It was released before the sale arrived, and the card holds too little now.",
    );
  }
  await markCaptured(client, payment);
}

/** A sale's money has moved. Refunds that waited for that are due. */
export async function markCaptured(client: PoolClient, payment: PaymentRow): Promise<void> {
  await client.query(
    `UPDATE payment SET status = 'captured', captured_minor = claimed_minor, failure = NULL, due_at = NULL, tries = 0,
       updated_at = now() WHERE id = $1`,
    [payment.id],
  );
  const { rowCount } = await client.query(
    "UPDATE refund SET due_at = now(), tries = 0 WHERE payment_id = $1 AND status = 'pending'",
    [payment.id],
  );
  if (rowCount)
    await client.query("UPDATE payment SET status = 'refund-pending' WHERE id = $1", [payment.id]);
  const { storeId, id: paymentId, saleId } = payment;
  await announce(client, {
    storeId,
    paymentId,
    saleId,
    status: "captured",
    amountMinor: payment.claimedMinor!,
  });
}

/** The sale stands, its money does not come: somebody has to look into it. */
export async function failPayment(client: PoolClient, payment: PaymentRow, failure: string): Promise<void> {
  await client.query(
    `UPDATE payment SET status = 'failed', failure = $2, due_at = NULL, tries = 0, updated_at = now() WHERE id = $1`,
    [payment.id, failure.slice(0, 300)],
  );
  await client.query(
    "UPDATE refund SET due_at = now(), tries = 0 WHERE payment_id = $1 AND status = 'pending'",
    [payment.id],
  );
  await reportDiscrepancy(client, {
    storeId: payment.storeId,
    saleId: payment.saleId!,
    paymentId: payment.id,
    amountMinor: payment.claimedMinor!,
    problem: failure,
  });
}

async function orderRefund(
  client: PoolClient,
  event: SaleCompleted,
  tender: Tender,
  payment: PaymentRow | undefined,
): Promise<void> {
  const { sale, storeId } = event;
  const problem = contradiction(event, tender, payment);
  if (problem !== null || !payment) {
    return reportDiscrepancy(client, {
      storeId,
      saleId: sale.id,
      paymentId: tender.paymentId,
      amountMinor: tender.amountMinor,
      problem: problem ?? "",
    });
  }
  await client.query(
    `INSERT INTO refund (id, payment_id, sale_id, tender_number, store_id, amount_minor, status, due_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'pending', now()) ON CONFLICT (sale_id, tender_number) DO NOTHING`,
    [randomUUID(), payment.id, sale.id, tender.number, storeId, -tender.amountMinor],
  );
  await client.query(
    `UPDATE payment SET status = 'refund-pending', updated_at = now()
     WHERE id = $1 AND status IN ('captured', 'partially-refunded', 'refunded')`,
    [payment.id],
  );
}
