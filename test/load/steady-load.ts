import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { deviceTokenHeader, type Sale, type SaleReceipt, type Session } from "@cloudpos/contracts";
import { upstreams } from "../../services/gateway/upstreams.ts";
import { newSaleId } from "../../services/transaction/testing.ts";
import { ApiClient, problemCode, type ApiRequest } from "../api/client.ts";
import { seeded, type Random } from "../api/random.ts";
import { SaleMaker } from "./sale-maker.ts";
import type { LoadShop, OpenRegister } from "./shop.ts";

/** A request that did not get the answer it should have. */
export interface Failure {
  at: Date;
  /** What was going on: see {@link SteadyLoad.phase}. */
  phase: string;
  operation: string;
  /** Status with the problem's code, or what became of the connection. */
  reason: string;
}

/** Requests, failures and latency of one phase. */
export interface PhaseReport {
  phase: string;
  requests: number;
  failures: Failure[];
  worstMs: number;
  worstOperation: string;
}

/** Pause between two requests of one client, in milliseconds: people at tills, not a race. */
const pauseMs = 100;
/** Sign-ins are rare, and the gateway limits them. */
const signInEveryMs = 60_000;

const publicPaths = ["/", "/health", "/api/auth/demo", ...upstreams.map(({ prefix }) => `${prefix}/health`)];

/**
 * Tills and back offices that work all the time: sales, customers, sign-ins, and reads of every service. Nothing is
 * sent again, so that every request that fails is seen. Half of the clients keep their connections, the other half
 * open one for every request. Same seed, same requests.
 */
export class SteadyLoad {
  /** What is going on, for the report. */
  #phases: PhaseReport[] = [];
  readonly #kept: { sale: Sale; receipt: SaleReceipt }[] = [];
  readonly #stop = new AbortController();
  readonly #origin: { url: string; ca?: string };
  readonly #shop: LoadShop;
  readonly #seed: number;
  readonly #onFailure: (failure: Failure) => void;
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: {
    origin: { url: string; ca?: string };
    shop: LoadShop;
    seed: number;
    onFailure(failure: Failure): void;
  }) {
    this.#origin = options.origin;
    this.#shop = options.shop;
    this.#seed = options.seed;
    this.#onFailure = options.onFailure;
  }

  /** Begins with one client for each register of the shop. */
  start(): void {
    this.phase("undisturbed");
    this.#running = Promise.all(this.#shop.registers.map((register, index) => this.#client(register, index)));
  }

  /** From now on requests count under this name. */
  phase(name: string): void {
    this.#phases.push({ phase: name, requests: 0, failures: [], worstMs: 0, worstOperation: "" });
  }

  /** Ends the clients. @returns one report for each phase */
  async stop(): Promise<PhaseReport[]> {
    this.#stop.abort();
    await this.#running;
    return this.#phases;
  }

  /** Sends every sale that was acknowledged once more. @returns those that are not answered as they were */
  async lost(): Promise<string[]> {
    const faults: string[] = [];
    const client = new ApiClient(this.#origin.url, this.#origin.ca ? { ca: this.#origin.ca } : {});
    const registers = new Map(this.#shop.registers.map((register) => [register.id, register]));
    for (const { sale, receipt } of this.#kept) {
      const token = await registers.get(sale.registerId)!.token();
      const again = await client.send("POST", "/api/transactions/sales", { token, body: sale });
      if (again.status !== 200 || !isDeepStrictEqual(again.json(), receipt))
        faults.push(`sale ${sale.id} was acknowledged, and is now answered by ${again.status} ${again.text}`);
    }
    client.close();
    return faults;
  }

  get acknowledgedSales(): number {
    return this.#kept.length;
  }

  async #client(register: OpenRegister, index: number): Promise<void> {
    const random = seeded(this.#seed + index);
    const maker = new SaleMaker(seeded(this.#seed + 1_000 + index), this.#shop, register);
    const { ca } = this.#origin;
    const http = new ApiClient(this.#origin.url, { ...(ca && { ca }), keepAlive: index % 2 === 0 });
    let token: string | undefined;
    let signedInAt = -Infinity;
    while (!this.#stop.signal.aborted) {
      if (token === undefined || performance.now() - signedInAt > signInEveryMs) {
        const { deviceToken, ...body } = register.credentials;
        const headers = { [deviceTokenHeader]: deviceToken };
        const answer = await this.#send(http, "POST", "/api/auth/sign-in", { headers, body });
        signedInAt = performance.now();
        token = (answer && (JSON.parse(answer) as Session).accessToken) ?? token;
      } else {
        await this.#work(http, token, maker, random);
      }
      await pause(pauseMs);
    }
    http.close();
  }

  async #work(http: ApiClient, token: string, maker: SaleMaker, random: Random): Promise<void> {
    if (random.once(3)) {
      const sale = maker.next();
      const answer = await this.#send(http, "POST", "/api/transactions/sales", { token, body: sale });
      if (answer === undefined) return;
      maker.stored(sale);
      this.#kept.push({ sale, receipt: JSON.parse(answer) as SaleReceipt });
      return;
    }
    if (random.once(12)) {
      const body = { id: newSaleId(), name: `Customer ${random.integer(1_000_000)}` };
      await this.#send(http, "POST", "/api/customers/customers", { token, body });
      return;
    }
    if (random.once(3)) {
      await this.#send(http, "GET", random.pick(publicPaths));
      return;
    }
    const { products, customers } = this.#shop;
    const day = new Date().toISOString().slice(0, 10);
    const path = random.pick([
      "/api/auth/me",
      "/api/inventory/products?limit=20",
      `/api/inventory/products/${random.pick(products).id}`,
      "/api/transactions/sales?limit=20",
      "/api/payments/discrepancies",
      `/api/customers/customers/${random.pick(customers).id}`,
      "/api/notifications/deliveries?limit=20",
      `/api/reports/days/${day}`,
    ]);
    await this.#send(http, "GET", path, { token });
  }

  /** @returns the body of an answer that is 2xx, else undefined, after it was counted as failed */
  async #send(
    http: ApiClient,
    method: string,
    path: string,
    request: ApiRequest = {},
  ): Promise<string | undefined> {
    const phase = this.#phases.at(-1)!;
    const started = performance.now();
    const operation = `${method} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, ":id").split("?")[0]}`;
    let reason: string;
    let text: string | undefined;
    try {
      const answer = await http.send(method, path, request);
      if (answer.status >= 200 && answer.status < 300) text = answer.text;
      reason = `${answer.status} ${problemCode(answer) ?? "without a problem"}`;
    } catch (error) {
      reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    }
    const took = performance.now() - started;
    phase.requests += 1;
    if (took > phase.worstMs) Object.assign(phase, { worstMs: took, worstOperation: operation });
    if (text === undefined) {
      const failure = {
        at: new Date(),
        phase: phase.phase,
        operation,
        reason: `${reason} after ${Math.round(took)} ms`,
      };
      phase.failures.push(failure);
      this.#onFailure(failure);
    }
    return text;
  }
}
