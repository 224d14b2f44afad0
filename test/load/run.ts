import { ApiClient } from "../api/client.ts";
import { seeded } from "../api/random.ts";
import type { Origin } from "../stacks/origin.ts";
import { SaleMaker } from "./sale-maker.ts";
import { openShop } from "./shop.ts";
import type { Sql } from "./sql.ts";
import { sell, type KeptSale, type SellOptions, type TillReport } from "./tills.ts";
import { verifyShop } from "./verify.ts";

export interface LoadOptions {
  /** Of the edge or the gateway. */
  origin: Origin;
  sql: Sql;
  seed: number;
  /** Sales before the quiet part, which bring the programs up to their speed; none where nothing is said. */
  warmUp?: number;
  /** Sales of the quiet part, whose rate is the result. */
  quiet: number;
  /** Sales of the part with disturbances; `throughout`: until `disturb` has ended by itself. */
  disturbed: number | "throughout";
  /** A till's pause between two sales of the part with disturbances; none where nothing is said. */
  pauseMs?: number;
  onAttempt?: SellOptions["onAttempt"];
  connections: number;
  registers: number;
  /** Disturbs the platform, until `signal` aborts at the latest, and leaves it as it was. */
  disturb(signal: AbortSignal): Promise<void>;
  /** Called between the quiet part and the other. */
  between?(): Promise<void>;
  log(line: string): void;
}

export interface LoadReport {
  /** Sales per second of the part without disturbances. */
  salesPerSecond: number;
  faults: string[];
}

/**
 * Prints what a run has found, as the last thing a drill does.
 * @returns the exit code: 0 when nothing is wrong
 */
export function printVerdict({ faults }: LoadReport, nothingWrong: string, seed: number): number {
  for (const fault of faults.slice(0, 50)) console.log(`FAULT ${fault}`);
  console.log(faults.length === 0 ? nothingWrong : `${faults.length} things are wrong (seed ${seed}).`);
  return faults.length === 0 ? 0 : 1;
}

/** Opens a shop, sells in parts, one undisturbed and measured, one not, and checks everything afterwards. */
export async function runLoad(options: LoadOptions): Promise<LoadReport> {
  const { origin, log } = options;
  const { url, ...reached } = origin;
  const client = new ApiClient(url, reached);
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
    const part = async (name: string, more: () => boolean, pauseMs = 0) => {
      const { onAttempt } = options;
      const report = await sell(origin, tills, { more, pauseMs, ...(onAttempt && { onAttempt }) });
      kept.push(...report.kept);
      faults.push(...report.faults);
      log(summaryOf(name, report));
      return report;
    };

    if (options.warmUp) await part("Warm-up", countdown(options.warmUp));
    const quiet = await part("Undisturbed", countdown(options.quiet));
    await options.between?.();
    const stop = new AbortController();
    let over = false;
    const disturbing = options.disturb(stop.signal).finally(() => (over = true));
    // It is waited for below; until then its failure only ends the selling.
    disturbing.catch(() => undefined);
    const more = options.disturbed === "throughout" ? () => !over : countdown(options.disturbed);
    await part("Disturbed", more, options.pauseMs);
    stop.abort();
    await disturbing;

    faults.push(...(await verifyShop(client, options.sql, shop, kept)));
    return { salesPerSecond: quiet.kept.length / quiet.seconds, faults };
  } finally {
    client.close();
  }
}

/** Says yes `count` times. */
function countdown(count: number): () => boolean {
  let left = count;
  return () => (left -= 1) >= 0;
}

function summaryOf(name: string, { kept, seconds, repeated }: TillReport): string {
  const again = [...repeated].map(([reason, count]) => `${count} x ${reason}`).join(", ");
  const rate = Math.round(kept.length / seconds);
  return `${name}: ${kept.length} sales in ${seconds.toFixed(1)} s (${rate} a second)${again && `; sent again: ${again}`}`;
}
