import type { deviceTokenHeader, FieldError, ProblemDetails } from "@cloudpos/contracts";
import createClient, { type MaybeOptionalInit } from "openapi-fetch";
import type { HttpMethod, PathsWithMethod, RequiredKeysOf } from "openapi-typescript-helpers";
import type { paths } from "./api/schema.d.ts";

/** Its type is the contract's own; as a value, the contract's schemas would come with it. */
const deviceHeader: typeof deviceTokenHeader = "x-device-token";

/** How long a request may take before it counts as unanswered. */
const timeoutMs = 15_000;

/** The server answered, and the answer is an error. */
export class ApiError extends Error {
  /** HTTP status. */
  readonly status: number;
  /** Stable machine-readable code of the problem; decide by this, never by the text. */
  readonly code: string;
  /** Quoted to support: stands in every log line of the request. */
  readonly requestId: string | undefined;
  /** From `Retry-After`, when the server sent one. */
  readonly retryAfterSeconds: number | undefined;
  /** The fields that were refused, each by its JSON Pointer; empty when it was not about fields. */
  readonly fields: readonly FieldError[];

  constructor(problem: Partial<ProblemDetails> & { status: number }, retryAfterSeconds?: number) {
    super(problem.detail ?? problem.title ?? `The server answered with an error (${problem.status}).`);
    this.name = "ApiError";
    this.status = problem.status;
    this.code = problem.code ?? "unknown";
    this.requestId = problem.requestId;
    this.retryAfterSeconds = retryAfterSeconds;
    this.fields = problem.errors ?? [];
  }
}

/** No answer: no network, a timeout, or a connection cut half-way. What the server did is unknown. */
export class NetworkError extends Error {
  constructor(cause: unknown) {
    super("The server could not be reached. Check the network connection.", { cause });
    this.name = "NetworkError";
  }
}

/** Where {@link ApiClient} gets access tokens, and what it tells of each exchange. */
export interface ApiSession {
  /** The access token, or null when nobody is signed in. */
  token(): string | null;
  /** What this browser proves with that it is a register; null when it is none. Sent to auth only. */
  deviceToken(): string | null;
  /**
   * Asks for a new access token after the server refused one. Calls at the same time share one request.
   * @returns null when the session is over.
   * @throws ApiError | NetworkError when the server could not say; the session is kept.
   */
  renew(): Promise<string | null>;
  /** The server was reached or not reached. */
  reached(ok: boolean): void;
  /** The server no longer accepts the session. */
  unauthorized(): void;
}

/** Options of a call: `params.path`, `params.query`, `body`, `signal`, as the API's document says. */
type Options<Path extends keyof paths, Method extends HttpMethod> = Method extends keyof paths[Path]
  ? MaybeOptionalInit<paths[Path], Method>
  : never;

/** Optional where nothing is required. */
type Given<Init> = RequiredKeysOf<Init> extends never ? [Init?] : [Init];

/** Statuses of success that the API uses. */
type SuccessStatus = 200 | 201 | 202 | 204;

/** The body of a successful answer: text where it is asked for, undefined where there is none. */
type Answer<Operation, Init> = Init extends { parseAs: "text" }
  ? string
  : Operation extends { responses: infer Responses }
    ? {
        [Status in keyof Responses & SuccessStatus]: Responses[Status] extends { content: infer Content }
          ? Content extends { "application/json": infer Body }
            ? Body
            : undefined
          : undefined;
      }[keyof Responses & SuccessStatus]
    : never;

/** A typed call: the path as it stands in the API's document, with its parameters in the options. */
type Call<Method extends HttpMethod> = <
  Path extends PathsWithMethod<paths, Method>,
  Init extends Options<Path, Method>,
>(
  path: Path,
  ...options: Given<Init>
) => Promise<Answer<paths[Path][Method], Init>>;

/**
 * Calls the CloudPOS API with the session's token.
 *
 * `GET`, `POST`, `PUT`, `PATCH` and `DELETE` are typed by the API's own document (`api/schema.d.ts`, written by
 * `node services/api-document.ts`), for example:
 * `api.GET("/api/inventory/products/by-barcode/{barcode}", { params: { path: { barcode } }, signal })`.
 * They resolve to the answer's body and reject with ApiError or NetworkError, or with an AbortError when
 * `signal` was aborted. A refused access token is renewed once and the request sent again.
 */
export class ApiClient {
  readonly GET: Call<"get">;
  readonly POST: Call<"post">;
  readonly PUT: Call<"put">;
  readonly PATCH: Call<"patch">;
  readonly DELETE: Call<"delete">;
  private readonly session: ApiSession;

  constructor(session: ApiSession) {
    this.session = session;
    const client = createClient<paths>({
      // Requests need a whole address outside a browser, as in tests.
      baseUrl: globalThis.location?.origin ?? "http://localhost",
      fetch: (request) => this.exchange(request),
    });
    const call = (method: HttpMethod) => async (path: string, options?: object) => {
      const { data } = await client.request(method, path as never, options as never);
      return data;
    };
    // The types of one call per path cannot be followed through a loop; what they promise is what is sent.
    this.GET = call("get") as unknown as Call<"get">;
    this.POST = call("post") as unknown as Call<"post">;
    this.PUT = call("put") as unknown as Call<"put">;
    this.PATCH = call("patch") as unknown as Call<"patch">;
    this.DELETE = call("delete") as unknown as Call<"delete">;
  }

  /** Sends a request, again with a new token when the server refused the one it had. */
  private async exchange(request: Request): Promise<Response> {
    const token = this.session.token();
    try {
      return await this.attempt(request.clone(), token);
    } catch (error) {
      if (!isRefusedToken(error) || token === null) throw error;
      // Another request may have renewed it meanwhile.
      const current = this.session.token();
      const renewed = current !== token ? current : await this.session.renew();
      if (renewed === null) {
        this.session.unauthorized();
        throw error;
      }
      try {
        return await this.attempt(request, renewed);
      } catch (second) {
        if (isRefusedToken(second)) this.session.unauthorized();
        throw second;
      }
    }
  }

  /** One request and its whole answer. */
  private async attempt(request: Request, token: string | null): Promise<Response> {
    if (token !== null) request.headers.set("authorization", `Bearer ${token}`);
    const device = new URL(request.url).pathname.startsWith("/api/auth/") ? this.session.deviceToken() : null;
    if (device !== null) request.headers.set(deviceHeader, device);
    request.headers.set("accept", "application/json, text/csv;q=0.9");
    const { signal } = request;
    let response: Response;
    let text: string;
    try {
      response = await fetch(
        new Request(request, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) }),
      );
      text = await response.text();
    } catch (error) {
      if (signal.aborted) throw error;
      this.session.reached(false);
      throw new NetworkError(error);
    }
    this.session.reached(true);
    if (!response.ok) {
      const answer = parseJson(text);
      throw new ApiError(
        { ...(isRecord(answer) ? answer : {}), status: response.status },
        retryAfter(response),
      );
    }
    const csv = response.headers.get("content-type")?.startsWith("text/csv") ?? false;
    // A captive portal or a wrong proxy answers 200 with a page: that is not our server.
    if (response.status !== 204 && !csv && parseJson(text) === undefined) {
      throw new NetworkError(new Error(`${request.url} answered something that is not JSON`));
    }
    return new Response(response.status === 204 ? null : text, {
      status: response.status,
      headers: response.headers,
    });
  }
}

/** Not a wrong PIN or password: the access token itself was refused. */
function isRefusedToken(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    error.status === 401 &&
    ["unauthorized", "token-invalid", "token-expired", "unknown"].includes(error.code)
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}
