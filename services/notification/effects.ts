import type { Delivery, SaleCompleted, ShiftClosed, StockLow, WebhookEvent } from "@cloudpos/contracts";
import { Batches, handleOnce } from "@cloudpos/kit/events/index";
import type { Pool, PoolClient } from "pg";
import { enqueue, findDelivery, keptDays, type NewDelivery } from "./deliveries.ts";
import { newId } from "./ids.ts";
import { readNoticeSettings } from "./notice-settings.ts";
import { subscribers, type StoredWebhook } from "./webhooks.ts";

/**
 * Nobody wants to be told what happened long ago: a service that reads a stream for the first time, or after days,
 * leaves out what is older.
 */
const newsDays = 3;
const dayMs = 86_400_000;
const isNews = (moment: string) => Date.now() - Date.parse(moment) < newsDays * dayMs;

/**
 * Turns events into messages to deliver, each event once however often it comes.
 * @param mail whether a mail server is configured; without one no mail is queued, since none could ever leave.
 */
export class Effects {
  readonly #pool: Pool;
  readonly #mail: boolean;
  /** Sales that make no message, which most are. */
  readonly #quiet = new Batches<QuietSale>((sales) => keepQuietSales(this.#pool, sales));

  constructor(pool: Pool, mail: boolean) {
    this.#pool = pool;
    this.#mail = mail;
  }

  /**
   * Keeps the sale for its receipt, which is sent when the till has asked for it.
   * @returns whether there may be something to deliver.
   */
  async saleCompleted(event: SaleCompleted): Promise<boolean> {
    const { sale } = event;
    if (Date.now() - Date.parse(sale.committedAt) > keptDays * dayMs) return false;
    if (sale.receiptEmail === undefined || !this.#mail || !isNews(sale.committedAt)) {
      const quiet = { event: withoutProofs(event), isNews: isNews(sale.committedAt), loud: false };
      await this.#quiet.add(quiet);
      if (!quiet.loud) return false;
    }
    return handleOnce(this.#pool, event.id, async (client) => {
      await client.query(
        "INSERT INTO sale (id, store_id, committed_at, event) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        [sale.id, event.storeId, sale.committedAt, JSON.stringify(withoutProofs(event))],
      );
      if (!isNews(sale.committedAt)) return;
      const receipt =
        this.#mail && sale.receiptEmail !== undefined
          ? [receiptDelivery(event, sale.receiptEmail, `${event.id} receipt`)]
          : [];
      await enqueue(client, [...receipt, ...(await this.#toWebhooks(client, withoutProofs(event), sale.id))]);
    });
  }

  async shiftClosed(event: ShiftClosed): Promise<void> {
    const difference = Math.abs(event.countedCashMinor - event.expectedCashMinor);
    await this.#notice(event, "shift-closed", `Z report ${event.zNumber}`, (settings) =>
      difference >= settings.shiftDifferenceMinor ? settings.shiftClosed : [],
    );
  }

  async stockLow(event: StockLow): Promise<void> {
    await this.#notice(event, "stock-low", `Low stock: ${event.name}`, (settings) => settings.stockLow);
  }

  async #notice(
    event: ShiftClosed | StockLow,
    kind: "shift-closed" | "stock-low",
    subject: string,
    recipients: (settings: Awaited<ReturnType<typeof readNoticeSettings>>) => readonly string[],
  ): Promise<void> {
    await handleOnce(this.#pool, event.id, async (client) => {
      if (!isNews(event.occurredAt)) return;
      const addresses = this.#mail ? recipients(await readNoticeSettings(client, event.storeId)) : [];
      const mails = addresses.map((recipient): NewDelivery => ({
        storeId: event.storeId,
        channel: "email",
        kind,
        recipient,
        subject,
        dedupKey: `${event.id} ${recipient}`,
        content: JSON.stringify(event),
      }));
      await enqueue(client, [...mails, ...(await this.#toWebhooks(client, event))]);
    });
  }

  async #toWebhooks(
    client: PoolClient,
    event: { id: string; type: WebhookEvent; storeId: string },
    saleId?: string,
  ): Promise<NewDelivery[]> {
    const webhooks = await subscribers(client, event.storeId, event.type);
    return webhooks.map((webhook) => ({
      storeId: event.storeId,
      channel: "webhook",
      kind: "webhook-event",
      recipient: webhook.url,
      subject: event.type,
      dedupKey: `${event.id} ${webhook.id}`,
      content: JSON.stringify(event),
      webhookId: webhook.id,
      ...(saleId !== undefined && { saleId }),
    }));
  }
}

interface QuietSale {
  event: SaleCompleted;
  isNews: boolean;
  /** Set when a webhook wants to hear of it after all: nothing was done then. */
  loud: boolean;
}

/** Keeps sales and their events' ids in one statement, but for those that a webhook wants to hear of. */
async function keepQuietSales(pool: Pool, sales: readonly QuietSale[]): Promise<void> {
  const { rows } = await pool.query<{ id: string }>({
    name: "keep-quiet-sales",
    text: `
      WITH item AS (
        SELECT (event ->> 'id')::uuid AS event_id, (event #>> '{sale,id}')::uuid AS sale_id,
          (event ->> 'storeId')::uuid AS store_id, (event #>> '{sale,committedAt}')::timestamptz AS committed_at,
          event, news
        FROM jsonb_to_recordset($1::jsonb) AS sale (event jsonb, news boolean)
      ), loud AS (
        SELECT event_id FROM item WHERE news AND EXISTS (
          SELECT FROM webhook
          WHERE webhook.store_id = item.store_id AND enabled AND 'sale.completed' = ANY (events))
      ), fresh AS (
        INSERT INTO inbox (event_id)
        SELECT event_id FROM item WHERE event_id NOT IN (SELECT event_id FROM loud) ORDER BY event_id
        ON CONFLICT DO NOTHING RETURNING event_id
      ), kept AS (
        INSERT INTO sale (id, store_id, committed_at, event)
        SELECT sale_id, store_id, committed_at, event FROM item JOIN fresh USING (event_id) ORDER BY sale_id
        ON CONFLICT DO NOTHING
      )
      SELECT event_id AS id FROM loud`,
    values: [JSON.stringify(sales.map(({ event, isNews: news }) => ({ event, news })))],
  });
  const loud = new Set(rows.map(({ id }) => id));
  for (const sale of sales) sale.loud = loud.has(sale.event.id);
}

/** Approvals are proved by tokens, which are nobody else's business. */
function withoutProofs(event: SaleCompleted): SaleCompleted {
  const { approvals } = event.sale;
  if (!approvals) return event;
  return {
    ...event,
    sale: { ...event.sale, approvals: approvals.map(({ token: _token, ...approval }) => approval) },
  };
}

function receiptDelivery(event: SaleCompleted, email: string, dedupKey: string): NewDelivery {
  return {
    storeId: event.storeId,
    channel: "email",
    kind: "receipt",
    recipient: email,
    subject: `Receipt ${event.sale.receiptNumber}`,
    dedupKey,
    saleId: event.sale.id,
  };
}

/** The kept event of a sale; null when there is none (any more) in this store. */
export async function findSale(pool: Pool, storeId: string, saleId: string): Promise<SaleCompleted | null> {
  const { rows } = await pool.query<{ event: SaleCompleted }>(
    "SELECT event FROM sale WHERE id = $1 AND store_id = $2",
    [saleId, storeId],
  );
  return rows[0]?.event ?? null;
}

/**
 * Queues a receipt that somebody has asked for. Asked for again within a minute, it is the same message: people press
 * buttons twice.
 */
export async function queueReceipt(pool: Pool, event: SaleCompleted, email: string): Promise<Delivery> {
  const client = await pool.connect();
  let id: string;
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock(hashtext($1), hashtext($2))", [event.sale.id, email]);
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM delivery WHERE sale_id = $1 AND kind = 'receipt' AND lower(recipient) = lower($2)
         AND status <> 'dead' AND created_at > now() - interval '1 minute' ORDER BY id DESC LIMIT 1`,
      [event.sale.id, email],
    );
    const key = newId();
    if (!rows[0]) await enqueue(client, [receiptDelivery(event, email, key)]);
    id =
      rows[0]?.id ??
      (await client.query<{ id: string }>("SELECT id FROM delivery WHERE dedup_key = $1", [key])).rows[0]!.id;
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
  return (await findDelivery(pool, event.storeId, id))!;
}

/** Queues a message that tries a webhook out. */
export async function queueTest(pool: Pool, webhook: StoredWebhook): Promise<Delivery> {
  const client = await pool.connect();
  const event = {
    id: newId(),
    type: "webhook.test",
    version: 1,
    occurredAt: new Date().toISOString(),
    storeId: webhook.storeId,
    message: "If you can read this and the signature is right, the webhook works.",
  };
  try {
    await enqueue(client, [
      {
        storeId: webhook.storeId,
        channel: "webhook",
        kind: "webhook-test",
        recipient: webhook.url,
        subject: event.type,
        dedupKey: event.id,
        content: JSON.stringify(event),
        webhookId: webhook.id,
      },
    ]);
    const { rows } = await client.query<{ id: string }>("SELECT id FROM delivery WHERE dedup_key = $1", [
      event.id,
    ]);
    return (await findDelivery(pool, webhook.storeId, rows[0]!.id))!;
  } finally {
    client.release();
  }
}
