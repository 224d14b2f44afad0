import { setTimeout as pause } from "node:timers/promises";
import type { Sale, SaleReceipt } from "@cloudpos/contracts";
import { ApiClient, problemCode } from "../api/client.ts";
import type { Random } from "../api/random.ts";
import type { Origin } from "../stacks/origin.ts";
import type { SaleMaker } from "./sale-maker.ts";
import type { OpenRegister } from "./shop.ts";

/** A sale that the platform has said it keeps. */
export interface KeptSale {
  sale: Sale;
  receipt: SaleReceipt;
}

/** What the tills of a run have seen. */
export interface TillReport {
  kept: KeptSale[];
  seconds: number;
  /** Requests that had to be sent again, by reason. */
  repeated: Map<string, number>;
  /** What should not have happened; empty when all is well. */
  faults: string[];
}

/** One request of a till. `unknown`: no answer, or one that leaves open whether the sale is stored. */
export interface Attempt {
  saleId: string;
  outcome: "ok" | "refused" | "unknown";
  /** When it ended, milliseconds since 1970. */
  at: number;
}

export interface SellOptions {
  /** Asked before each sale; the run ends when it says no. */
  more(): boolean;
  /** A till's pause between two sales. */
  pauseMs?: number;
  onAttempt?(attempt: Attempt): void;
}

/** How long a till goes on with one sale before the run counts it as lost. */
const patienceMs = 180_000;

/**
 * Sells over as many connections as there are tills; several may work at one register. Each till sends
 * one sale, waits for its answer, and sends again what got none, as registers do. One in ten is sent twice: half of them
 * at once over two connections, half after the answer.
 */
export async function sell(
  origin: Origin,
  tills: readonly { register: OpenRegister; maker: SaleMaker; random: Random }[],
  { more, pauseMs = 0, onAttempt }: SellOptions,
): Promise<TillReport> {
  const report: TillReport = { kept: [], seconds: 0, repeated: new Map(), faults: [] };
  const started = performance.now();
  await Promise.all(
    tills.map(async ({ register, maker, random }, index) => {
      const { url, addresses = [], ...ca } = origin;
      // As DNS hands them out: each till begins with another one.
      const turned = [
        ...addresses.slice(index % addresses.length),
        ...addresses.slice(0, index % addresses.length),
      ];
      const client = new ApiClient(url, { connections: 2, ...ca, addresses: turned });
      while (more()) {
        const sale = maker.next();
        try {
          const keep = () => untilKept(client, register, sale, report, onAttempt);
          const twice = random.once(10);
          const atOnce = twice && random.once(2) ? keep() : undefined;
          const receipt = await keep();
          report.kept.push({ sale, receipt });
          maker.stored(sale);
          if (twice && JSON.stringify(await (atOnce ?? keep())) !== JSON.stringify(receipt))
            report.faults.push(`sale ${sale.id} was answered differently when it was sent again`);
        } catch (error) {
          report.faults.push((error as Error).message);
        }
        if (pauseMs > 0) await pause(pauseMs);
      }
      client.close();
    }),
  );
  report.seconds = (performance.now() - started) / 1_000;
  return report;
}

async function untilKept(
  client: ApiClient,
  register: OpenRegister,
  sale: Sale,
  report: TillReport,
  onAttempt?: (attempt: Attempt) => void,
): Promise<SaleReceipt> {
  const journal = (outcome: Attempt["outcome"]) => onAttempt?.({ saleId: sale.id, outcome, at: Date.now() });
  const deadline = Date.now() + patienceMs;
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    let reason: string;
    try {
      const token = await register.token();
      const answer = await client.send("POST", "/api/transactions/sales", { token, body: sale });
      if (answer.status === 200 || answer.status === 201) {
        const receipt = answer.json<SaleReceipt>();
        journal("ok");
        return receipt;
      }
      reason = `${answer.status} ${problemCode(answer) ?? "without a problem"}`;
      const again = answer.status >= 500 || answer.status === 429;
      journal(again ? "unknown" : "refused");
      if (!again)
        throw new Refused(`sale ${sale.id} was refused: ${answer.status} ${answer.text.slice(0, 400)}`);
    } catch (error) {
      if (error instanceof Refused) throw error;
      journal("unknown");
      reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message.slice(0, 80);
    }
    report.repeated.set(reason, (report.repeated.get(reason) ?? 0) + 1);
    if (Date.now() > deadline) throw new Error(`sale ${sale.id} was not kept in ${patienceMs} ms: ${reason}`);
    await pause(pauseMs);
  }
}

class Refused extends Error {}
