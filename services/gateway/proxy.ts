import replyFrom from "@fastify/reply-from";
import { Problem, requestIdHeader, sendProblem, type App } from "@cloudpos/kit";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Upstream } from "./upstreams.ts";

/** How long a service may take to begin its answer, in milliseconds. */
const answerTimeoutMs = 15_000;
const maxConnectAttempts = 3;
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

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

/**
 * Forwards everything below an upstream's prefix over kept-alive connections; answers are streamed. Bodies are
 * read first (they are small, and limited), because a body that was streamed once cannot be sent again.
 */
export async function proxyTo(app: App, upstream: Upstream, address: string): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    await scope.register(replyFrom, {
      base: address,
      disableRequestLogging: true,
      destroyAgent: true,
      // The URL cache would keep one entry per receipt and barcode asked for.
      disableCache: true,
      undici: {
        connections: 64,
        pipelining: 1,
        connect: { timeout: 2_000 },
        // Shorter than the services keep a connection, so that this side closes it first.
        keepAliveTimeout: 30_000,
        headersTimeout: answerTimeoutMs,
        bodyTimeout: answerTimeoutMs,
      },
    });

    const forward = (request: FastifyRequest, reply: FastifyReply) => {
      // The proxy refuses to forward such an address, with an error of its own.
      if (climbs(request.url)) throw new Problem("bad-request", "The address leads out of its place.");
      const body = request.body as Buffer | undefined;
      return reply.from(undefined, {
        ...(body && { body, contentType: request.headers["content-type"] ?? "application/octet-stream" }),
        rewriteRequestHeaders: (_request, headers) => rewriteRequestHeaders(request, upstream, headers),
        rewriteHeaders: upstream.cookies ? rewriteHeaders : rewriteHeadersWithoutCookies,
        retryDelay: ({ err, attempt }) => retryDelay(request.method, err, attempt),
        onError: (_reply, { error }) =>
          void sendProblem(request, reply, upstreamProblem(request, upstream, error)),
      });
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

type Headers = Record<string, string | string[] | number | undefined>;

function rewriteRequestHeaders<H extends object>(request: FastifyRequest, upstream: Upstream, headers: H): H {
  // The length is set from the body; what said where the request came from is replaced by what is known.
  const {
    "transfer-encoding": _encoding,
    forwarded: _forwarded,
    "x-forwarded-host": _host,
    cookie,
    ...kept
  } = headers as Headers;
  if (upstream.cookies && cookie !== undefined) kept["cookie"] = cookie;
  return { ...kept, [requestIdHeader]: request.id, "x-forwarded-for": request.ip } as unknown as H;
}

function rewriteHeaders<H extends object>(headers: H): H {
  // These belong to the connection between gateway and service.
  const {
    connection: _connection,
    "keep-alive": _keepAlive,
    [requestIdHeader]: _id,
    ...kept
  } = headers as Headers;
  return kept as unknown as H;
}

function rewriteHeadersWithoutCookies<H extends object>(headers: H): H {
  const { "set-cookie": _cookie, ...kept } = rewriteHeaders(headers) as Headers;
  return kept as unknown as H;
}

function upstreamProblem(request: FastifyRequest, upstream: Upstream, error: Error): Problem {
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  request.log.error({ upstream: upstream.service, code, reason: message }, "upstream failed");
  return code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT"
    ? new Problem("upstream-timeout", `The ${upstream.service} service took too long. Try again.`)
    : new Problem("upstream-unavailable", `The ${upstream.service} service cannot be reached. Try again.`);
}
