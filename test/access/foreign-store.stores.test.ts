/**
 * Nothing of one store reaches another: an id of a foreign store is answered exactly like one that nobody has, in the
 * address and in the body, and changes nothing; lists do not show it. The ids come from the database, from every
 * table that has a store, and the routes from the OpenAPI document, so that new ones are asked too.
 */
import {
  demoHarbour,
  demoRegisters,
  demoStaff,
  mayDo,
  simulatedOutcomes,
  type Role,
} from "@cloudpos/contracts";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { demoSale, newSaleId } from "../../services/transaction/testing.ts";
import { ApiClient, problemCode, type ApiAnswer } from "../api/client.ts";
import { untilQuiet } from "../api/fuzz.ts";
import { hintsFor } from "../api/hints.ts";
import { operationsOf, type Operation } from "../api/operations.ts";
import { patiently } from "../api/patient.ts";
import { valuesOf } from "../api/values.ts";
import { eventually } from "../load/eventually.ts";
import { startPlatform, type Platform } from "../platform/platform.ts";
import { unknownId } from "./paths.ts";

/** Owner and auditor of the demo shop work in both stores, and auth shows both to them. */
const askers: readonly { role: Role; notOf?: string }[] = [
  { role: "owner", notOf: "/api/auth/" },
  { role: "manager" },
  { role: "cashier" },
  { role: "auditor", notOf: "/api/auth/" },
];
const idsPerTable = 1;
/** Bodies of chance to put foreign ids into. */
const bodiesPerOperation = 2;

let platform: Platform;
let client: ApiClient;
let operations: Operation[];
/** Ids in the foreign store, by table. */
let foreign: Map<string, string[]>;

beforeAll(async () => {
  platform = await startPlatform();
  client = new ApiClient(platform.origin, { connections: 8 });
  await workInHarbour();
  operations = operationsOf(await client.ask("GET", "/api/docs/json"));
  foreign = await foreignIds(idsPerTable);
}, 180_000);
afterAll(async () => {
  client?.close();
  await platform?.close();
});

/** A day's work in the other store, so that it has one of everything. */
async function workInHarbour(): Promise<void> {
  const register = demoRegisters.find(({ storeId }) => storeId === demoHarbour.id)!;
  const manager = demoStaff.find(
    ({ role, storeIds }) => role === "manager" && storeIds.includes(demoHarbour.id),
  )!;
  const token = await platform.token({
    role: "manager",
    userId: manager.id,
    storeId: demoHarbour.id,
    registerId: register.id,
  });
  const shiftId = newSaleId();
  const sale = demoSale({ registerId: register.id, shiftId });
  const payment = { kind: "card", currency: demoHarbour.currency, saleId: sale.id };
  const steps: readonly [path: string, body: unknown][] = [
    ["/api/transactions/shifts", { id: shiftId, openingFloatMinor: 5_000 }],
    ["/api/transactions/sales", sale],
    [
      `/api/transactions/shifts/${shiftId}/cash-movements`,
      { id: newSaleId(), kind: "pay-in", amountMinor: 500, reason: "change" },
    ],
    ["/api/payments/payments", { ...payment, id: newSaleId(), amountMinor: 1_000 }],
    [
      "/api/payments/payments",
      { ...payment, id: newSaleId(), amountMinor: 1_000 + simulatedOutcomes.declined },
    ],
    [
      "/api/inventory/stock-adjustments",
      {
        id: newSaleId(),
        reason: "received",
        lines: [{ productId: sale.lines[0]!.productId, quantityMilli: 5_000 }],
      },
    ],
    ["/api/notifications/receipts", { saleId: sale.id, email: "somebody@example.com" }],
    [`/api/transactions/shifts/${shiftId}/close`, { countedCashMinor: 5_000 }],
    ["/api/transactions/shifts", { id: newSaleId(), openingFloatMinor: 5_000 }],
  ];
  for (const [path, body] of steps) {
    // Sent again until it works: a receipt needs the sale's event to have arrived.
    await eventually(() => client.ask("POST", path, { token, body }));
  }
}

interface Table {
  name: string;
  hasId: boolean;
}

/** Every table of every service whose rows belong to a store. */
async function storeTables(): Promise<Table[]> {
  const { rows } = await platform.stores.pool.query<{ name: string; has_id: boolean }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name,
       EXISTS (SELECT FROM information_schema.columns id WHERE id.table_schema = column_of.table_schema
         AND id.table_name = column_of.table_name AND id.column_name = 'id' AND id.data_type = 'uuid') AS has_id
     FROM information_schema.columns column_of JOIN information_schema.tables USING (table_schema, table_name)
     WHERE column_name = 'store_id' AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  return rows.map(({ name, has_id }) => ({ name, hasId: has_id }));
}

async function foreignIds(limit: number): Promise<Map<string, string[]>> {
  const ids = new Map<string, string[]>([["store", [demoHarbour.id]]]);
  for (const table of await storeTables()) {
    if (!table.hasId) continue;
    const { rows } = await platform.stores.pool.query<{ id: string }>(
      `SELECT id FROM ${table.name} WHERE store_id = $1 LIMIT ${limit}`,
      [demoHarbour.id],
    );
    if (rows.length > 0)
      ids.set(
        table.name,
        rows.map((row) => row.id),
      );
  }
  const staff = demoStaff.filter(({ storeIds }) => storeIds.every((id) => id === demoHarbour.id));
  ids.set(
    "staff",
    staff.slice(0, limit).map((person) => person.id),
  );
  return ids;
}

/** Changes with every change of a row of the foreign store. */
async function fingerprint(): Promise<Record<string, string>> {
  await untilQuiet(platform);
  const prints: Record<string, string> = {};
  for (const { name } of await storeTables()) {
    const { rows } = await platform.stores.pool.query<{ print: string }>(
      `SELECT md5(coalesce(string_agg(row::text, '|' ORDER BY row::text), '')) AS print
       FROM ${name} AS row WHERE store_id = $1`,
      [demoHarbour.id],
    );
    prints[name] = rows[0]!.print;
  }
  return prints;
}

/** What a stranger can tell from an answer, without the ids that were sent. */
function told(answer: ApiAnswer, sent: readonly string[]): string {
  const text = sent.reduce((rest, id) => rest.replaceAll(id, "<id>"), answer.text);
  const code = problemCode(answer);
  // Too many guesses for one id: what comes before it is compared.
  if (code === "locked-out") return "401 invalid-credentials";
  return `${answer.status} ${code ?? text.replaceAll(/"(requestId|id)":"[^"]*"/g, "")}`;
}

const parameter = /\{([^}]+)\}/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function samplesOf(operation: Operation): unknown[] {
  if (!operation.body) return [undefined];
  const values = valuesOf(operation.body.schema, hintsFor(new Map())(operation));
  return fc.sample(values, { seed: 4, numRuns: bodiesPerOperation });
}

/** A body under a new id, so that nothing is taken for a repetition. */
function renewed(body: unknown): unknown {
  const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
  return isObject && "id" in body ? { ...body, id: newSaleId() } : body;
}

/** An id that nobody has, of the same version: routes that only know one version refuse the others by their looks. */
function strangerOf(id: string): string {
  return `${id.slice(0, -12)}fedcba987654`;
}

/** Runs pairs of requests, eight at a time. */
async function compare(
  pairs: readonly { what: string; ask(id: string): Promise<ApiAnswer>; id: string }[],
): Promise<string[]> {
  const found: string[] = [];
  const queue = [...pairs];
  const work = async () => {
    for (let pair = queue.shift(); pair; pair = queue.shift()) {
      const ids = [pair.id, strangerOf(pair.id)];
      const { ask, id } = pair;
      const known = told(await patiently(() => ask(id)), ids);
      const unknown = told(await patiently(() => ask(strangerOf(id))), ids);
      if (known !== unknown)
        found.push(`${pair.what}: ${known.slice(0, 200)} instead of ${unknown.slice(0, 200)}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return found;
}

it("has something of every kind in the foreign store", () => {
  for (const table of ["transaction.sale", "transaction.shift", "payment.payment", "notification.delivery"]) {
    expect([...foreign.keys()]).toContain(table);
  }
});

it("answers foreign ids in addresses as it answers unknown ones, and changes nothing", async () => {
  const before = await fingerprint();
  const pairs = [];
  for (const { role, notOf } of askers) {
    const token = await platform.token({ role });
    for (const operation of operations.filter(({ path }) => parameter.test(path))) {
      if (notOf !== undefined && operation.path.startsWith(notOf)) continue;
      for (const sample of samplesOf(operation).slice(0, 1)) {
        for (const id of [...foreign.values()].flat()) {
          pairs.push({
            what: `${role}: ${operation.method} ${operation.path}`,
            id,
            ask: (asked: string) =>
              client.send(operation.method, operation.path.replace(parameter, asked), {
                token,
                body: renewed(sample),
              }),
          });
        }
      }
    }
  }
  expect(pairs.length).toBeGreaterThan(100);
  expect([...new Set(await compare(pairs))]).toEqual([]);
  expect(await fingerprint()).toEqual(before);
}, 120_000);

it("answers foreign ids in bodies as it answers unknown ones, and changes nothing", async () => {
  const before = await fingerprint();
  const pairs = [];
  for (const { role, notOf } of askers.filter((asker) => mayDo(asker.role, "sale:create"))) {
    const token = await platform.token({ role });
    for (const operation of operations.filter(({ body, isPublic }) => body !== undefined && !isPublic)) {
      if (notOf !== undefined && operation.path.startsWith(notOf)) continue;
      for (const sample of samplesOf(operation)) {
        for (const place of placesOfIds(sample)) {
          for (const id of candidatesFor(place.at(-1)!)) {
            pairs.push({
              what: `${role}: ${operation.method} ${operation.path} with /${place.join("/")}`,
              id,
              ask: (asked: string) =>
                client.send(operation.method, operation.path.replace(parameter, unknownId), {
                  token,
                  body: renewed(withId(sample, place, asked)),
                }),
            });
          }
        }
      }
    }
  }
  expect(pairs.length).toBeGreaterThan(50);
  expect([...new Set(await compare(pairs))]).toEqual([]);
  expect(await fingerprint()).toEqual(before);
}, 120_000);

it("shows nothing foreign in lists", async () => {
  const all = new Set([...(await foreignIds(100_000)).values()].flat());
  const leaks: string[] = [];
  for (const { role, notOf } of askers) {
    const token = await platform.token({ role });
    for (const { method, path } of operations.filter((operation) => !parameter.test(operation.path))) {
      if (method !== "GET" || (notOf !== undefined && path.startsWith(notOf))) continue;
      const answer = await client.send("GET", path, { token });
      const shown = answer.text.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
      const leaked = shown.find((id) => all.has(id));
      if (leaked) leaks.push(`${role}: ${path} shows ${leaked}`);
    }
  }
  expect(leaks).toEqual([]);
});

/** Where a body names something by an id, apart from its own. */
function placesOfIds(value: unknown, place: readonly string[] = []): string[][] {
  if (typeof value === "string") return uuid.test(value) && place.at(-1) !== "id" ? [[...place]] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => placesOfIds(inner, [...place, key]));
}

function withId(value: unknown, [key, ...rest]: readonly string[], id: string): unknown {
  if (key === undefined) return id;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? withId(item, rest, id) : item));
  const object = value as Record<string, unknown>;
  return { ...object, [key]: withId(object[key], rest, id) };
}

/** Foreign ids that a property of this name could mean. */
function candidatesFor(name: string): string[] {
  const kind = name.replace(/Ids?$/, "").toLowerCase();
  const meant = [...foreign].filter(([table]) => table.includes(kind));
  return (meant.length > 0 ? meant : [...foreign]).map(([, ids]) => ids[0]!);
}
