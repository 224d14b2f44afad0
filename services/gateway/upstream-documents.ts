import type { Logger } from "@cloudpos/kit";
import type { OpenApiDocument } from "./openapi.ts";
import type { Upstream } from "./upstreams.ts";

const freshMs = 60_000;
const timeoutMs = 2_000;

/** The services' OpenAPI documents, kept for a minute; the last one stays in use while a service is away. */
export class UpstreamDocuments {
  readonly #kept = new Map<string, { document: OpenApiDocument; fetchedAt: number }>();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** The document of one service; undefined until it has answered once. */
  async of(upstream: Upstream, address: string, now = Date.now()): Promise<OpenApiDocument | undefined> {
    const kept = this.#kept.get(upstream.service);
    if (kept && now - kept.fetchedAt < freshMs) return kept.document;
    try {
      const answer = await fetch(`${address}/openapi.json`, { signal: AbortSignal.timeout(timeoutMs) });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const document = (await answer.json()) as OpenApiDocument;
      this.#kept.set(upstream.service, { document, fetchedAt: now });
      return document;
    } catch (error) {
      this.#log.warn({ upstream: upstream.service, err: error }, "cannot fetch an OpenAPI document");
      return kept?.document;
    }
  }
}
