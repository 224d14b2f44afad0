import type { IncomingHttpHeaders } from "node:http";
import type { ProblemDetails } from "@cloudpos/contracts";
import type { LookupFunction } from "node:net";
import { Pool, util, type Dispatcher } from "undici";

/** What came back. */
export interface ApiAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  json<T>(): T;
}

export interface ApiRequest {
  token?: string | undefined;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  body?: unknown;
}

/** Longest time an answer may take before the connection is given up. */
const answerTimeoutMs = 20_000;

/**
 * A client with a bounded number of kept connections, to the gateway or to the edge with the stack's own CA. It takes
 * as little of the processor as it can, since load is measured on the machine that makes it.
 */
export class ApiClient {
  readonly origin: string;
  readonly #pool: Pool;

  /**
   * @param options.keepAlive false: a connection of its own for every request, as browsers open them after a pause
   * @param options.addresses what the origin's name leads to; they are tried in this order, each next one when one does
   *   not answer at once, as browsers do. What DNS says where none are given
   */
  constructor(
    origin: string,
    options: { ca?: string; connections?: number; keepAlive?: boolean; addresses?: readonly string[] } = {},
  ) {
    this.origin = origin;
    this.#pool = new Pool(origin, {
      connections: options.connections ?? 8,
      pipelining: options.keepAlive === false ? 0 : 1,
      headersTimeout: answerTimeoutMs,
      bodyTimeout: answerTimeoutMs,
      connect: {
        ...(options.ca !== undefined && { ca: options.ca }),
        ...(options.addresses?.length && { lookup: lookupOf(options.addresses) }),
      },
    });
  }

  /** @throws Error when no answer comes. */
  send(method: string, path: string, { token, headers, body }: ApiRequest = {}): Promise<ApiAnswer> {
    return new Promise((resolve, reject) => {
      let status = 0;
      let answered: IncomingHttpHeaders = {};
      const chunks: Buffer[] = [];
      this.#pool.dispatch(
        {
          method: method as Dispatcher.HttpMethod,
          path,
          headers: {
            ...(body !== undefined && { "content-type": "application/json" }),
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...headers,
          },
          body: body === undefined ? null : JSON.stringify(body),
        },
        {
          onConnect: () => undefined,
          onHeaders: (code, raw) => {
            status = code;
            const { "set-cookie": cookies, ...others } = util.parseHeaders(raw);
            answered = cookies === undefined ? others : { ...others, "set-cookie": [cookies].flat() };
            return true;
          },
          onData: (chunk) => {
            chunks.push(chunk);
            return true;
          },
          onComplete: () => {
            const text = Buffer.concat(chunks).toString();
            resolve({ status, headers: answered, text, json: <T>() => JSON.parse(text) as T });
          },
          onError: (error) =>
            reject(Object.assign(error, { message: `${method} ${path}: ${error.message}` })),
        },
      );
    });
  }

  /**
   * Sends and expects success.
   * @returns the answer's JSON; undefined when there is none.
   * @throws Error with the problem when the status is not 2xx.
   */
  async ask<T>(method: string, path: string, request: ApiRequest = {}): Promise<T> {
    const answer = await this.send(method, path, request);
    if (answer.status >= 200 && answer.status < 300)
      return (answer.text === "" ? undefined : answer.json<T>()) as T;
    throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 500)}`);
  }

  close(): void {
    void this.#pool.destroy();
  }
}

/** The code of an answer that is a problem; undefined for any other. */
export function problemCode(answer: ApiAnswer): string | undefined {
  const isProblem = answer.headers["content-type"]?.startsWith("application/problem+json") ?? false;
  return isProblem ? answer.json<ProblemDetails>().code : undefined;
}

/** Knows one name: what leads to these addresses. */
export function lookupOf(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: 4 }));
  return (_name, { all }, callback) => (all ? callback(null, found) : callback(null, found[0]!.address, 4));
}
