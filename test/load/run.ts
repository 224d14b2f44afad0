import { ApiClient } from "../api/client.ts";
import { seeded } from "../api/random.ts";
import { SaleMaker } from "./sale-maker.ts";
import { openShop } from "./shop.ts";
import type { Sql } from "./sql.ts";
import { sell, type KeptSale, type TillReport } from "./tills.ts";
import { verifyShop } from "./verify.ts";

export interface LoadOptions {
  /** Of the edge or the gateway. */
  origin: { url: string; ca?: string };
  sql: Sql;
  seed: number;
  /** Sales of the quiet part and of the one with disturbances. */
  quiet: number;
  disturbed: number;
  connections: number;
  registers: number;
  /** Disturbs the platform until `signal` aborts, and leaves it as it was. */
  disturb(signal: AbortSignal): Promise<void>;
  /** Called between the two parts. */
  between?(): Promise<void>;
  log(line: string): void;
}

export interface LoadReport {
  /** Sales per second of the part without disturbances. */
  salesPerSecond: number;
  faults: string[];
}

/** Opens a shop, sells in two parts, one undisturbed and measured, and checks everything afterwards. */
export async function runLoad(options: LoadOptions): Promise<LoadReport> {
  const { origin, log } = options;
  const client = new ApiClient(origin.url, origin.ca === undefined ? {} : { ca: origin.ca });
  try {
    const shop = await openShop(client, { registers: options.registers, products: 200, customers: 40 });
    log(`Opened the store ${shop.store.code} with ${shop.registers.length} registers.`);
    const makers = shop.registers.map(
      (register, index) => new SaleMaker(seeded(options.seed + index), shop, register),
    );
    const tills = Array.from({ length: options.connections }, (_, index) => ({
      register: shop.registers[index % shop.registers.length]!,
      maker: makers[index % makers.length]!,
      random: seeded(options.seed + 1_000 + index),
    }));
    const kept: KeptSale[] = [];
    const faults: string[] = [];
    const part = async (name: string, count: number) => {
      const report = await sell(origin, tills, count);
      kept.push(...report.kept);
      faults.push(...report.faults);
      log(summaryOf(name, report));
      return report;
    };

    const quiet = await part("Undisturbed", options.quiet);
    await options.between?.();
    const stop = new AbortController();
    const disturbing = options.disturb(stop.signal);
    await part("Disturbed", options.disturbed);
    stop.abort();
    await disturbing;

    faults.push(...(await verifyShop(client, options.sql, shop, kept)));
    return { salesPerSecond: quiet.kept.length / quiet.seconds, faults };
  } finally {
    client.close();
  }
}

function summaryOf(name: string, { kept, seconds, repeated }: TillReport): string {
  const again = [...repeated].map(([reason, count]) => `${count} x ${reason}`).join(", ");
  const rate = Math.round(kept.length / seconds);
  return `${name}: ${kept.length} sales in ${seconds.toFixed(1)} s (${rate} a second)${again && `; sent again: ${again}`}`;
}
