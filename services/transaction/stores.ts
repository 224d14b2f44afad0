import { demoStore } from "@cloudpos/contracts";
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

  /** Settings of a store, or null when it is not known here. */
  async find(storeId: string): Promise<StoreSettings | null> {
    const known = this.#known.get(storeId);
    if (known && known.until > Date.now()) return known.settings;
    const { rows } = await this.#pool.query<StoreSettings>({
      name: "store",
      text: `SELECT currency, time_zone AS "timeZone", prices_include_tax AS "pricesIncludeTax"
             FROM store WHERE id = $1`,
      values: [storeId],
    });
    const settings = rows[0];
    if (!settings) return null;
    this.#known.set(storeId, { settings, until: Date.now() + freshMs });
    return settings;
  }
}

/** Puts the demo store in, unless it is there. */
export async function seedStores(pool: Pool): Promise<void> {
  await pool.query(
    `INSERT INTO store (id, currency, time_zone, prices_include_tax) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING`,
    [demoStore.id, demoStore.currency, demoStore.timeZone, demoStore.pricesIncludeTax],
  );
}
