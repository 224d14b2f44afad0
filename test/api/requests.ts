import type { Role } from "@cloudpos/contracts";
import fc from "fast-check";
import { mutate } from "./mutations.ts";
import type { Operation, Parameter } from "./operations.ts";
import { seeded, type Random } from "./random.ts";
import { valuesOf, type Hints } from "./values.ts";

/** One request of a fuzz run, as it is sent. */
export interface FuzzRequest {
  number: number;
  operation: Operation;
  method: string;
  /** Path and query. */
  address: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
  role: Role | null;
  /** In which way it is bent; `as it is` when it should fit the document. */
  bent: string;
  /** It has a field that the document does not know: accepting it is a failure. */
  mustBeRefused: boolean;
}

const roles: readonly (Role | null)[] = [
  "owner",
  "manager",
  "cashier",
  "owner",
  "auditor",
  "manager",
  "cashier",
];

/** Bodies that mean something as a whole, which chance alone would not make, by method and path. */
export type WholeBodies = Readonly<Record<string, fc.Arbitrary<unknown>>>;

interface Prepared {
  operation: Operation;
  parameters: { parameter: Parameter; values: fc.Arbitrary<unknown> }[];
  body?: fc.Arbitrary<unknown>;
}

/** Makes the requests of a run: number `n` of a seed is always the same, given the same document and hints. */
export class RequestMaker {
  readonly #prepared: readonly Prepared[];
  readonly #seed: number;

  constructor(
    operations: readonly Operation[],
    options: { seed: number; hintsOf(operation: Operation): Hints; wholeBodies?: WholeBodies },
  ) {
    this.#seed = options.seed;
    this.#prepared = operations.map((operation) => {
      const hints = options.hintsOf(operation);
      const whole = options.wholeBodies?.[`${operation.method} ${operation.path}`];
      const body = operation.body && valuesOf(operation.body.schema, hints);
      return {
        operation,
        parameters: operation.parameters.map((parameter) => ({
          parameter,
          values: valuesOf(parameter.schema, hints, parameter.name),
        })),
        ...(body && { body: whole ? fc.oneof(whole, body) : body }),
      };
    });
  }

  make(number: number): FuzzRequest {
    const random = seeded(this.#seed + Math.imul(number, 0x9e3779b1));
    const sample = <T>(values: fc.Arbitrary<T>) =>
      fc.sample(values, { seed: random.integer(0x7fff_ffff), numRuns: 1 })[0]!;
    // Every operation in turn, so that a short run leaves none out.
    const prepared = this.#prepared[number % this.#prepared.length]!;
    const { operation } = prepared;
    const query = this.#query(prepared, random, sample);
    const path = this.#path(prepared, random, sample);
    const body = this.#body(prepared, random, sample);
    const headers = { ...this.#headers(prepared, random, sample), ...body.headers };
    const bends = [query.bent, path.bent, body.bent].filter((bend) => bend !== "");
    return {
      number,
      operation,
      method: operation.method,
      address: path.text + query.text,
      headers,
      ...(body.text !== undefined && { body: body.text }),
      role: random.once(25) ? null : random.pick(roles),
      bent: bends.join(", ") || "as it is",
      mustBeRefused: query.mustBeRefused || body.mustBeRefused,
    };
  }

  #path({ operation, parameters }: Prepared, random: Random, sample: <T>(values: fc.Arbitrary<T>) => T) {
    let bent = "";
    const text = operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
      if (random.once(8)) {
        const part = random.pick(strangeParts);
        bent = `path ${name}=${part.slice(0, 40)}`;
        return part;
      }
      const values = parameters.find(
        ({ parameter }) => parameter.in === "path" && parameter.name === name,
      )?.values;
      return values ? encodeURIComponent(wellFormed(String(sample(values)))) : "x";
    });
    return { text, bent };
  }

  #query({ parameters }: Prepared, random: Random, sample: <T>(values: fc.Arbitrary<T>) => T) {
    const pairs: string[] = [];
    let bent = "";
    let mustBeRefused = false;
    const known = parameters.filter(({ parameter }) => parameter.in === "query");
    for (const { parameter, values } of known) {
      if (!parameter.required && random.once(2)) continue;
      const name = encodeURIComponent(parameter.name);
      if (random.once(8)) {
        const value = random.pick(strangeParts);
        bent = `query ${parameter.name}=${value.slice(0, 40)}`;
        pairs.push(`${name}=${value}`);
      } else {
        pairs.push(`${name}=${encodeURIComponent(wellFormed(String(sample(values))))}`);
      }
      if (random.once(20)) {
        bent = `query ${parameter.name} twice`;
        pairs.push(pairs.at(-1)!);
      }
    }
    if (known.length > 0 && random.once(8)) {
      bent = "unknown query parameter";
      mustBeRefused = true;
      pairs.push(`${random.pick(["unknownField", "__proto__", "constructor", "limit%5B%5D"])}=1`);
    }
    return { text: pairs.length > 0 ? `?${pairs.join("&")}` : "", bent, mustBeRefused };
  }

  #headers({ parameters }: Prepared, random: Random, sample: <T>(values: fc.Arbitrary<T>) => T) {
    const known = parameters.filter(({ parameter }) => parameter.in === "header" && !random.once(6));
    return Object.fromEntries(
      known.map(({ parameter, values }) => [
        parameter.name,
        random.once(10) ? "x".repeat(1 + random.integer(2_000)) : String(sample(values)),
      ]),
    );
  }

  #body({ operation, body }: Prepared, random: Random, sample: <T>(values: fc.Arbitrary<T>) => T) {
    const json = { "content-type": "application/json" };
    if (!body || !operation.body) {
      // A body that nobody asked for.
      const unasked = operation.method !== "GET" && random.once(4);
      return {
        bent: unasked ? "a body" : "",
        mustBeRefused: false,
        headers: unasked ? json : {},
        text: unasked ? "{}" : undefined,
      };
    }
    const value = sample(body);
    const headers = random.once(30)
      ? {
          "content-type": random.pick([
            "text/plain",
            "application/xml",
            "application/json; charset=utf-16",
            "x",
            "multipart/form-data",
          ]),
        }
      : { "content-type": operation.body.mediaType };
    if (random.once(3)) {
      const text = JSON.stringify(value);
      return {
        bent: "",
        mustBeRefused: false,
        headers,
        text: operation.body.mediaType === "text/csv" ? String(value) : text,
      };
    }
    const mutation = mutate(random, value);
    return { bent: mutation.kind, mustBeRefused: mutation.mustBeRefused, headers, text: mutation.text };
  }
}

const strangeParts = [
  "x",
  "0",
  "-1",
  "1e999",
  "99999999999999999999",
  "%00",
  "%F0%9F%A7%BE",
  "%E2%80%AE",
  "%C3%28",
  "%",
  "..%2F..%2Fetc%2Fpasswd",
  "%27%20OR%201%3D1--",
  "a".repeat(3_000),
  "0198C0DE-0000-7000-8000-000000000001",
  "00000000-0000-0000-0000-000000000000",
  "2026-02-31",
  "9999-12-31",
  "null",
  "true",
  "[object%20Object]",
  "%5B%5D",
];

/** Without halves of surrogate pairs, which an address cannot hold. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}
