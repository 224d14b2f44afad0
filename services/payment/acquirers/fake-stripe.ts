import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Intent {
  id: string;
  object: "payment_intent";
  amount: number;
  amount_received: number;
  currency: string;
  status: string;
  metadata: Record<string, string>;
  last_payment_error: { message: string } | null;
  latest_charge: object | null;
}

/** A request as the fake saw it. */
export interface SeenRequest {
  method: string;
  path: string;
  idempotencyKey: string | undefined;
  form: Record<string, string>;
}

/** What the next request to a path gets instead of its answer. */
type Fault =
  /** It is carried out, and the answer is lost; so is that to the repetition that Stripe's library makes at once. */
  | "lose-answer"
  /** It is lost on its way, twice. */
  | "lose-request"
  /** A server error, before anything is done. */
  | "error"
  /** Stripe says no: code and message of a card error. */
  | { decline: string };

/**
 * A server that speaks the part of Stripe's API that payments use, for tests: PaymentIntents with manual capture,
 * refunds, readers, idempotency keys. It keeps state as Stripe does and refuses what Stripe refuses.
 */
export class FakeStripe {
  readonly requests: SeenRequest[] = [];
  readonly intents = new Map<string, Intent>();
  readonly refunds = new Map<string, { amount: number; intent: string; metadata: Record<string, string> }>();
  /** By path's end, such as `/confirm`; used once. */
  readonly faults = new Map<string, Fault>();
  /** The PaymentIntent that waits for a card at each reader. */
  readonly readers = new Map<string, string | null>();
  readonly #answers = new Map<string, { status: number; body: object; request: string }>();
  readonly #server: Server;
  #count = 0;
  #lost = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
        const path = new URL(request.url!, "http://stripe").pathname;
        const idempotencyKey = request.headers["idempotency-key"] as string | undefined;
        if (request.headers.authorization !== "Bearer sk_test_fake") {
          return send(response, 401, failure("invalid_request_error", "Invalid API Key provided"));
        }
        this.#serve({ method: request.method!, path, idempotencyKey, form }, response);
      });
    });
  }

  static async start(): Promise<FakeStripe> {
    const fake = new FakeStripe();
    await new Promise<void>((resolve) => fake.#server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The PaymentIntent that was made for a payment. */
  intentOf(paymentId: string): Intent | undefined {
    return [...this.intents.values()].find((intent) => intent.metadata.payment_id === paymentId);
  }

  /** The customer holds a card to a reader. */
  present(reader: string): void {
    const intent = this.intents.get(this.readers.get(reader)!)!;
    approve(intent, "card_present");
    this.readers.set(reader, null);
  }

  #serve(request: SeenRequest, response: ServerResponse): void {
    const fault = [...this.faults].find(([end]) => request.path.endsWith(end));
    if (fault && (!String(fault[1]).startsWith("lose") || this.#lost++ % 2 === 1))
      this.faults.delete(fault[0]);
    if (fault?.[1] === "lose-request") return void response.destroy();
    this.requests.push(request);
    if (fault?.[1] === "error") return send(response, 500, failure("api_error", "Something went wrong."));
    const { status, body } = this.#once(request, typeof fault?.[1] === "object" ? fault[1].decline : null);
    if (fault?.[1] === "lose-answer") return void response.destroy();
    send(response, status, body);
  }

  /** The same idempotency key gets the same answer, and other content under it a refusal. */
  #once(request: SeenRequest, decline: string | null): { status: number; body: object } {
    const key = request.method === "POST" ? request.idempotencyKey : undefined;
    const content = JSON.stringify([request.path, request.form]);
    const known = key === undefined ? undefined : this.#answers.get(key);
    if (known && known.request !== content) {
      return {
        status: 400,
        body: failure("idempotency_error", "Keys can only be used with the same parameters."),
      };
    }
    if (known) return known;
    const answer = this.#answer(request, decline);
    if (key !== undefined) this.#answers.set(key, { ...answer, request: content });
    // As it was then, whatever happens to the object later.
    return structuredClone(answer);
  }

  #answer({ method, path, form }: SeenRequest, decline: string | null): { status: number; body: object } {
    const [, kind, id, action] =
      /^\/v1\/(payment_intents|refunds|terminal\/readers)(?:\/([^/]+))?(?:\/(\w+))?$/.exec(path) ?? [];
    if (kind === "payment_intents" && !id) {
      const intent: Intent = {
        id: `pi_${++this.#count}`,
        object: "payment_intent",
        amount: Number(form.amount),
        amount_received: 0,
        currency: form.currency!,
        status: "requires_payment_method",
        metadata: { payment_id: form["metadata[payment_id]"]! },
        last_payment_error: null,
        latest_charge: null,
      };
      if (form.capture_method !== "manual") return wrong("capture_method");
      this.intents.set(intent.id, intent);
      return { status: 200, body: intent };
    }
    if (kind === "payment_intents") return this.#intentAction(id!, action, form, decline);
    if (kind === "refunds" && method === "GET") {
      const data = [...this.refunds].map(([refund, { metadata }]) => ({
        id: refund,
        status: "succeeded",
        metadata,
      }));
      return { status: 200, body: { object: "list", data, has_more: false } };
    }
    if (kind === "refunds") return this.#refund(form);
    if (kind === "terminal/readers" && method === "GET") {
      const waiting = this.readers.get(id!);
      const busy = waiting ? { process_payment_intent: { payment_intent: waiting } } : null;
      return { status: 200, body: { id, object: "terminal.reader", action: busy } };
    }
    if (kind === "terminal/readers") {
      if (action === "process_payment_intent") {
        if (this.readers.get(id!)) {
          return {
            status: 400,
            body: failure("invalid_request_error", "Reader is busy.", "terminal_reader_busy"),
          };
        }
        this.readers.set(id!, form.payment_intent!);
      } else this.readers.set(id!, null);
      return { status: 200, body: { id, object: "terminal.reader" } };
    }
    return { status: 404, body: failure("invalid_request_error", `Unrecognized request URL ${path}`) };
  }

  #intentAction(
    id: string,
    action: string | undefined,
    form: Record<string, string>,
    decline: string | null,
  ): { status: number; body: object } {
    const intent = this.intents.get(id);
    if (!intent) return wrong(`No such payment_intent: '${id}'`, 404);
    const unexpected = (verb: string) => {
      const message = `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`;
      return {
        status: 400,
        body: failure("invalid_request_error", message, "payment_intent_unexpected_state"),
      };
    };
    switch (action) {
      case undefined:
        return { status: 200, body: intent };
      case "confirm":
        if (intent.status !== "requires_payment_method") return unexpected("confirm");
        if (decline !== null) {
          intent.last_payment_error = { message: decline };
          return { status: 402, body: failure("card_error", decline, "card_declined") };
        }
        approve(intent, "card");
        return { status: 200, body: intent };
      case "capture":
        if (intent.status !== "requires_capture") return unexpected("capture");
        if (decline !== null) return { status: 402, body: failure("card_error", decline, "capture_failed") };
        intent.amount_received = Number(form.amount_to_capture);
        intent.status = "succeeded";
        return { status: 200, body: intent };
      case "cancel":
        if (intent.status === "succeeded" || intent.status === "canceled") return unexpected("cancel");
        intent.status = "canceled";
        return { status: 200, body: intent };
      default:
        return wrong(action, 404);
    }
  }

  #refund(form: Record<string, string>): { status: number; body: object } {
    const intent = this.intents.get(form.payment_intent!);
    if (!intent || intent.status !== "succeeded") return wrong("payment_intent");
    const earlier = [...this.refunds.values()].filter((refund) => refund.intent === intent.id);
    const refunded = earlier.reduce((sum, refund) => sum + refund.amount, 0);
    if (refunded + Number(form.amount) > intent.amount_received) {
      return wrong(`Refund amount is greater than unrefunded amount on charge of ${intent.id}`);
    }
    const id = `re_${++this.#count}`;
    this.refunds.set(id, {
      amount: Number(form.amount),
      intent: intent.id,
      metadata: { refund_id: form["metadata[refund_id]"]! },
    });
    return { status: 200, body: { id, object: "refund", status: "succeeded" } };
  }
}

function approve(intent: Intent, kind: "card" | "card_present"): void {
  intent.status = "requires_capture";
  intent.latest_charge = {
    id: "ch_1",
    object: "charge",
    payment_method_details: { type: kind, [kind]: { brand: "mastercard", last4: "4444" } },
  };
}

function failure(type: string, message: string, code?: string): object {
  return { error: { type, message, ...(code && { code }) } };
}

function wrong(message: string, status = 400): { status: number; body: object } {
  return { status, body: failure("invalid_request_error", message) };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
