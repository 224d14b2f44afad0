import { Readable } from "node:stream";
import { Problem, requestIdHeader, sendProblem, type App } from "@cloudpos/kit";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Pool, util, type Dispatcher } from "undici";
import type { Upstream } from "./upstreams.ts";

/** How long a service may take to begin its answer, in milliseconds. */
const answerTimeoutMs = 15_000;
const maxConnectAttempts = 3;
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
/** Answers up to this length, in bytes, are read before they are passed on: one write instead of a stream's many. */
const longestWhole = 65_536;

/** Codes of a connection that was never made: nothing was sent, so trying again is always safe. */
const connectFailures = new Set([
  "ECONNREFUSED",
  "UND_ERR_CONNECT_TIMEOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
]);
/** Codes of a connection that died in use: the service may have acted, so only reading is tried again. */
const lostConnections = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"]);

/** Headers of one connection, not of the request or answer that it carries. */
const connectionHeaders = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
  "te",
  "trailer",
];
/**
 * The host is the upstream's, the length follows from the body, and what the request waits for has happened; what
 * says where it came from is replaced by what is known.
 */
const notForwarded = new Set([
  ...connectionHeaders,
  "host",
  "content-length",
  "expect",
  "forwarded",
  "x-forwarded-host",
  "x-forwarded-for",
  requestIdHeader,
]);
const notReturned = new Set([...connectionHeaders, requestIdHeader]);

/**
 * Forwards everything below an upstream's prefix over kept-alive connections; long answers are streamed. Bodies are
 * read first (they are small, and limited), because a body that was streamed once cannot be sent again.
 */
export async function proxyTo(app: App, upstream: Upstream, address: string): Promise<void> {
  const pool = new Pool(address, {
    connections: 64,
    pipelining: 1,
    connect: { timeout: 2_000 },
    // Shorter than the services keep a connection, so that this side closes it first.
    keepAliveTimeout: 30_000,
    headersTimeout: answerTimeoutMs,
    bodyTimeout: answerTimeoutMs,
  });
  await app.register(async (scope) => {
    scope.addHook("onClose", () => pool.destroy());
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

    const forward = (request: FastifyRequest, reply: FastifyReply) => {
      if (climbs(request.url)) throw new Problem("bad-request", "The address leads out of its place.");
      new Exchange(pool, upstream, request, reply).send();
    };
    for (const { paths, access = "signed-in", limit, bodyLimit } of upstream.special) {
      for (const path of paths) {
        scope.route({
          method: methods,
          url: upstream.prefix + path,
          config: { access, ...(limit && { limit }) },
          ...(bodyLimit !== undefined && { bodyLimit }),
          // The service itself describes it.
          schema: { hide: true },
          handler: forward,
        });
      }
    }
    scope.route({
      method: methods,
      url: `${upstream.prefix}/*`,
      config: { access: "signed-in" },
      schema: { hide: true },
      handler: forward,
    });
  });
}

/**
 * One request to an upstream, and its answer. Written against undici's `dispatch`: a stream for every answer, as its
 * `request` makes one, would cost the gateway a third of its time.
 */
class Exchange implements Dispatcher.DispatchHandlers {
  readonly #pool: Pool;
  readonly #upstream: Upstream;
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  readonly #options: Dispatcher.DispatchOptions;
  #attempt = 0;
  #abort: () => void = () => undefined;
  /** What the upstream answers; given to the caller when the body, or enough of it, is there. */
  #status = 0;
  #headers: Record<string, string | string[]> = {};
  #whole: Buffer[] = [];
  #stream: Readable | undefined;

  constructor(pool: Pool, upstream: Upstream, request: FastifyRequest, reply: FastifyReply) {
    this.#pool = pool;
    this.#upstream = upstream;
    this.#request = request;
    this.#reply = reply;
    this.#options = {
      method: request.method as Dispatcher.HttpMethod,
      path: request.url,
      headers: forwardedHeaders(request, upstream),
      body: (request.body as Buffer | undefined) ?? null,
    };
  }

  send(): void {
    this.#pool.dispatch(this.#options, this);
  }

  onConnect(abort: () => void): void {
    this.#abort = abort;
  }

  onHeaders(status: number, rawHeaders: Buffer[], resume: () => void): boolean {
    if (status < 200) return true;
    this.#status = status;
    this.#headers = util.parseHeaders(rawHeaders);
    const isShort = Number(this.#headers["content-length"]) <= longestWhole;
    const hasBody = this.#request.method !== "HEAD" && status !== 204 && status !== 304;
    if (isShort || !hasBody) return true;
    this.#stream = new Readable({
      read: resume,
      destroy: (error, done) => {
        // The caller is gone, or the upstream was; where neither is, this does nothing.
        this.#abort();
        done(error);
      },
    });
    this.#answer(this.#stream);
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (this.#stream) return this.#stream.push(chunk);
    this.#whole.push(chunk);
    return true;
  }

  onComplete(): void {
    if (this.#stream) return void this.#stream.push(null);
    const [first, ...others] = this.#whole;
    this.#answer(others.length === 0 ? first : Buffer.concat(this.#whole));
  }

  onError(error: Error): void {
    if (this.#stream) return void this.#stream.destroy(error);
    const pauseMs = retryDelay(this.#request.method, error, this.#attempt);
    if (pauseMs === null) {
      const problem = upstreamProblem(this.#request, this.#upstream, error);
      return void sendProblem(this.#request, this.#reply, problem);
    }
    this.#attempt += 1;
    this.#whole = [];
    setTimeout(() => this.send(), pauseMs);
  }

  #answer(body: Buffer | Readable | undefined): void {
    const reply = this.#reply.code(this.#status);
    for (const name in this.#headers) {
      if (notReturned.has(name) || (name === "set-cookie" && !this.#upstream.cookies)) continue;
      reply.header(name, this.#headers[name]);
    }
    reply.send(body);
  }
}

/** As undici takes them: name, value, name, value. */
function forwardedHeaders(request: FastifyRequest, upstream: Upstream): string[] {
  const { headers } = request;
  const ofConnection = headers.connection?.toLowerCase().split(",") ?? [];
  const forwarded = [requestIdHeader, request.id, "x-forwarded-for", request.ip];
  for (const name in headers) {
    if (notForwarded.has(name) || (name === "cookie" && !upstream.cookies)) continue;
    if (ofConnection.some((each) => each.trim() === name)) continue;
    // Several of a name have been joined; Node makes a list of `set-cookie` only, which no request has.
    forwarded.push(name, headers[name] as string);
  }
  if (request.body !== undefined && headers["content-type"] === undefined) {
    forwarded.push("content-type", "application/octet-stream");
  }
  return forwarded;
}

/**
 * Milliseconds until a failed request is sent again, or null to give up: up to three times when no connection
 * came about, once when one was lost and the method only reads.
 * @param attempt how often it was sent again before.
 */
export function retryDelay(method: string, error: Error | null, attempt: number): number | null {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? "";
  if (connectFailures.has(code) && attempt < maxConnectAttempts) return 100 * 2 ** attempt;
  const reads = method === "GET" || method === "HEAD";
  return lostConnections.has(code) && reads && attempt === 0 ? 20 : null;
}

/** Whether the path of an address, decoded, has `..` next to a slash. */
function climbs(url: string): boolean {
  return /\.\.\/|\/\.\./.test(decodeURIComponent(url.split("?")[0]!));
}

function upstreamProblem(request: FastifyRequest, upstream: Upstream, error: Error): Problem {
  const { code, message } = error as NodeJS.ErrnoException;
  request.log.error({ upstream: upstream.service, code, reason: message }, "upstream failed");
  return code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT"
    ? new Problem("upstream-timeout", `The ${upstream.service} service took too long. Try again.`)
    : new Problem("upstream-unavailable", `The ${upstream.service} service cannot be reached. Try again.`);
}
