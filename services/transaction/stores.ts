import { demoStores, type Store, type StoreChanged } from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import { handleOnce } from "@cloudpos/kit/events/index";
import type { Pool } from "pg";
import type { StoreRules } from "./check.ts";

/** A store as committing its sales needs it. */
export interface StoreSettings extends StoreRules {
  /** IANA name. */
  timeZone: string;
}

const freshMs = 60_000;

/** Reads stores' settings and keeps each for a minute, so that a sale costs no question of its own. */
export class StoreDirectory {
  readonly #pool: Pool;
  readonly #known = new Map<string, { settings: StoreSettings; until: number }>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /**
   * Settings of a store.
   * @throws Problem `unavailable` when it is not known here yet: the same request again will do.
   */
  async find(storeId: string): Promise<StoreSettings> {
    const known = this.#known.get(storeId);
    if (known && known.until > Date.now()) return known.settings;
    const { rows } = await this.#pool.query<StoreSettings>({
      name: "store",
      text: `SELECT currency, time_zone AS "timeZone", prices_include_tax AS "pricesIncludeTax",
               cash_rounding_minor AS "cashRoundingMinor"
             FROM store WHERE id = $1`,
      values: [storeId],
    });
    const settings = rows[0];
    if (!settings) {
      throw new Problem(
        "unavailable",
        "The settings of your store have not arrived yet. Send the request again.",
        {
          headers: { "retry-after": "5" },
        },
      );
    }
    this.#known.set(storeId, { settings, until: Date.now() + freshMs });
    return settings;
  }

  /** Takes a store's settings over from auth, unless newer ones are known. */
  async take(event: StoreChanged): Promise<void> {
    await handleOnce(this.#pool, event.id, async (client) => {
      await client.query(upsert, storeValues(event.store, event.revision));
    });
    this.#known.delete(event.store.id);
  }
}

const upsert = `
  INSERT INTO store (id, currency, time_zone, prices_include_tax, cash_rounding_minor, revision)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (id) DO UPDATE SET
    currency = excluded.currency, time_zone = excluded.time_zone, prices_include_tax = excluded.prices_include_tax,
    cash_rounding_minor = excluded.cash_rounding_minor, revision = excluded.revision
  WHERE store.revision < excluded.revision`;

function storeValues(store: Store, revision: number): unknown[] {
  return [
    store.id,
    store.currency,
    store.timeZone,
    store.pricesIncludeTax,
    store.cashRoundingMinor,
    revision,
  ];
}

/** Puts the demo stores in, unless newer settings of them are there. */
export async function seedStores(pool: Pool): Promise<void> {
  for (const store of demoStores) await pool.query(upsert, storeValues(store, store.revision));
}
