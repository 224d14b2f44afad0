import type { FieldError, ProblemCode, ProblemDetails } from "@cloudpos/contracts";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isTransient } from "./failure.ts";

/** Status and title of every problem code: the one place where they are decided. */
const kinds: Readonly<Record<ProblemCode, readonly [status: number, title: string]>> = {
  "bad-request": [400, "The request cannot be understood"],
  "validation-failed": [400, "The request does not fit the API's schema"],
  unauthorized: [401, "Sign in first"],
  "token-invalid": [401, "The access token is not valid"],
  "token-expired": [401, "The access token has expired"],
  "invalid-credentials": [401, "The PIN is not right"],
  "wrong-password": [401, "E-mail address or password is not right"],
  "session-ended": [401, "The session has ended; sign in again"],
  "device-not-enrolled": [401, "This device is not enrolled as a register"],
  forbidden: [403, "Your role does not allow this"],
  "wrong-store": [403, "This belongs to another store"],
  "not-found": [404, "Not found"],
  "route-not-found": [404, "There is no such address"],
  "product-not-found": [404, "There is no such product"],
  "product-group-not-found": [404, "There is no such product group"],
  "category-not-found": [404, "There is no such category"],
  "tax-class-not-found": [404, "There is no such tax class"],
  "import-not-found": [404, "There is no such import"],
  "sale-not-found": [404, "There is no such sale"],
  "register-not-found": [404, "There is no such register"],
  "payment-not-found": [404, "There is no such payment"],
  "gift-card-not-found": [404, "There is no such gift card"],
  "customer-not-found": [404, "There is no such customer"],
  "payment-state": [409, "The payment's state does not allow this"],
  "email-taken": [409, "Another customer has this e-mail address"],
  "customer-erased": [409, "The customer's data were erased"],
  "points-insufficient": [409, "The customer has fewer points"],
  "mail-not-configured": [409, "No mail server is configured"],
  "revision-stale": [409, "Somebody else has changed this meanwhile"],
  "sku-taken": [409, "Another product has this SKU"],
  "barcode-taken": [409, "Another product has this barcode"],
  "import-faulty": [409, "The file has errors"],
  "import-stale": [409, "The catalogue has changed since the preview"],
  "cursor-expired": [410, "The cursor is no longer valid"],
  "store-not-found": [404, "There is no such store"],
  "user-not-found": [404, "There is no such person"],
  "enrolment-code-invalid": [404, "This code does not enrol a register"],
  conflict: [409, "The request conflicts with the current state"],
  "last-owner": [409, "The shop needs an owner"],
  "body-too-large": [413, "The request body is too large"],
  "unsupported-media-type": [415, "The media type is not supported"],
  "shift-not-found": [404, "There is no such shift"],
  "shift-open": [409, "The register already has an open shift"],
  "shift-not-open": [409, "The shift is not open"],
  "return-not-possible": [409, "This cannot be given back"],
  "return-exceeds-sold": [409, "More would be given back than was sold"],
  "refund-exceeds-paid": [409, "The money did not come this way, or not as much"],
  "refund-not-allowed": [403, "A refund needs somebody who may allow it"],
  "idempotency-mismatch": [422, "This id was used for other content"],
  "locked-out": [429, "Too many wrong PINs"],
  "rate-limited": [429, "Too many requests"],
  "internal-error": [500, "Something went wrong on the server"],
  "upstream-unavailable": [502, "A service behind the gateway cannot be reached"],
  overloaded: [503, "The service is overloaded"],
  unavailable: [503, "The service is not available right now"],
  "upstream-timeout": [504, "A service behind the gateway took too long"],
};

/** An error a client is meant to see. Throw it from a route; the error handler answers with RFC 9457. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param detail what happened in this case, for a person; no secrets.
   * @param options.headers sent with the answer, such as `retry-after`.
   */
  constructor(
    code: ProblemCode,
    detail?: string,
    options: {
      errors?: readonly FieldError[];
      headers?: Readonly<Record<string, string>>;
      cause?: unknown;
    } = {},
  ) {
    super(detail ?? "", { cause: options.cause });
    this.name = "Problem";
    this.code = code;
    this.status = kinds[code][0];
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }

  /** The body of the answer. */
  toDetails(requestId: string): ProblemDetails {
    return {
      type: `urn:cloudpos:problem:${this.code}`,
      title: kinds[this.code][1],
      status: this.status,
      ...(this.message && { detail: this.message }),
      code: this.code,
      requestId,
      ...(this.errors && { errors: [...this.errors] }),
    };
  }
}

/** Answers `request` with `problem`. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type("application/problem+json")
    .send(JSON.stringify(problem.toDetails(request.id)));
}

/** Makes every error of `app` a problem answer. What nobody meant to show is logged and masked as a 500. */
export function handleProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | Problem, request, reply) => {
    const problem = error instanceof Problem ? error : fromFastify(error);
    // Who refuses under pressure has said so, and must not make it worse.
    if (problem.status >= 500 && problem.code !== "overloaded")
      request.log.error({ err: error, code: problem.code }, "request failed");
    return sendProblem(request, reply, problem);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?")[0]!;
    return sendProblem(request, reply, new Problem("route-not-found", `${request.method} ${path}`));
  });
}

/** PostgreSQL's codes for the one character that it cannot store. */
const nulInText = ["22021", "22P05"];

/** Fastify's own refusals (bad JSON, body too large, ...) keep their meaning; anything else is internal. */
function fromFastify(error: FastifyError): Problem {
  const status = error.statusCode ?? 500;
  if (status === 413) return new Problem("body-too-large");
  if (status === 415) return new Problem("unsupported-media-type", "Send JSON as application/json.");
  if (status === 429) return new Problem("rate-limited", error.message);
  if (status >= 400 && status < 500 && error.code?.startsWith("FST_"))
    return new Problem("bad-request", error.message);
  if (nulInText.includes(error.code)) return new Problem("bad-request", "A text holds the character NUL.");
  // A store that is away or busy is no fault of the program: the client may try again.
  if (isTransient(error)) {
    return new Problem("unavailable", "A database does not answer right now. Try again.", {
      cause: error,
      headers: { "retry-after": "2" },
    });
  }
  return new Problem("internal-error", undefined, { cause: error });
}
