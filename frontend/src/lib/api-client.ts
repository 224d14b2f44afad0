import type { ProblemDetails } from "@cloudpos/contracts";

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

  constructor(problem: Partial<ProblemDetails> & { status: number }, retryAfterSeconds?: number) {
    super(problem.detail ?? problem.title ?? `The server answered with an error (${problem.status}).`);
    this.name = "ApiError";
    this.status = problem.status;
    this.code = problem.code ?? "unknown";
    this.requestId = problem.requestId;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No answer: no network, a timeout, or a connection cut half-way. What the server did is unknown. */
export class NetworkError extends Error {
  constructor(cause: unknown) {
    super("The server could not be reached. Check the network connection.", { cause });
    this.name = "NetworkError";
  }
}

/** What {@link ApiClient} is told of each exchange. */
export interface ApiObserver {
  /** The server was reached or not reached. */
  reached(ok: boolean): void;
  /** The server no longer accepts the access token. */
  unauthorized(): void;
}

/** An answer that is not an error. */
export interface ApiResponse<T> {
  status: number;
  body: T;
}

/** Calls the CloudPOS API with the session's token. */
export class ApiClient {
  private readonly token: () => string | null;
  private readonly observer: ApiObserver;

  constructor(token: () => string | null, observer: ApiObserver) {
    this.token = token;
    this.observer = observer;
  }

  /** @throws ApiError | NetworkError; an AbortError when `signal` was aborted. */
  async get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return (await this.send<T>("GET", path, undefined, signal)).body;
  }

  /** @throws ApiError | NetworkError */
  post<T>(path: string, body: unknown): Promise<ApiResponse<T>> {
    return this.send<T>("POST", path, body);
  }

  private async send<T>(
    method: string,
    path: string,
    body: unknown,
    signal?: AbortSignal,
  ): Promise<ApiResponse<T>> {
    const token = this.token();
    const timeout = AbortSignal.timeout(timeoutMs);
    let response: Response;
    let text: string;
    try {
      response = await fetch(path, {
        method,
        headers: {
          accept: "application/json",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      text = await response.text();
    } catch (error) {
      if (signal?.aborted) throw error;
      this.observer.reached(false);
      throw new NetworkError(error);
    }
    this.observer.reached(true);
    const answer = parseJson(text);
    if (response.ok) {
      // A captive portal or a wrong proxy answers 200 with a page: that is not our server.
      if (answer === undefined)
        throw new NetworkError(new Error(`${path} answered something that is not JSON`));
      return { status: response.status, body: answer as T };
    }
    const error = new ApiError(
      { ...(isRecord(answer) ? answer : {}), status: response.status },
      retryAfter(response),
    );
    if (response.status === 401 && token !== null && error.code !== "invalid-credentials") {
      this.observer.unauthorized();
    }
    throw error;
  }
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
