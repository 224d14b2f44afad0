import http from "node:http";
import https from "node:https";
import type { ProblemDetails } from "@cloudpos/contracts";

/** What came back. */
export interface ApiAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
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

/** A client with a bounded number of kept connections, to the gateway or to the edge with the stack's own CA. */
export class ApiClient {
  readonly origin: string;
  readonly #agent: http.Agent;

  /** @param options.keepAlive false: a connection of its own for every request, as browsers open them after a pause. */
  constructor(origin: string, options: { ca?: string; connections?: number; keepAlive?: boolean } = {}) {
    this.origin = origin;
    const agentOptions = { keepAlive: options.keepAlive ?? true, maxSockets: options.connections ?? 8 };
    this.#agent = origin.startsWith("https:")
      ? new https.Agent({ ...agentOptions, ...(options.ca !== undefined && { ca: options.ca }) })
      : new http.Agent(agentOptions);
  }

  /** @throws Error when no answer comes. */
  send(method: string, path: string, { token, headers, body }: ApiRequest = {}): Promise<ApiAnswer> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const { request } = this.origin.startsWith("https:") ? https : http;
    return new Promise((resolve, reject) => {
      const call = request(
        new URL(path, this.origin),
        {
          method,
          agent: this.#agent,
          timeout: answerTimeoutMs,
          headers: {
            ...(payload !== undefined && {
              "content-type": "application/json",
              "content-length": Buffer.byteLength(payload),
            }),
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("aborted", () => reject(new Error(`${method} ${path}: the answer was broken off`)));
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            resolve({
              status: response.statusCode!,
              headers: response.headers,
              text,
              json: <T>() => JSON.parse(text) as T,
            });
          });
        },
      );
      call.on("timeout", () =>
        call.destroy(new Error(`${method} ${path}: no answer in ${answerTimeoutMs} ms`)),
      );
      call.on("error", reject);
      call.end(payload);
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
    this.#agent.destroy();
  }
}

/** The code of an answer that is a problem; undefined for any other. */
export function problemCode(answer: ApiAnswer): string | undefined {
  const isProblem = answer.headers["content-type"]?.startsWith("application/problem+json") ?? false;
  return isProblem ? answer.json<ProblemDetails>().code : undefined;
}
