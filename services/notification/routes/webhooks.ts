import {
  Delivery,
  NewWebhook,
  ProblemDetails,
  Webhook,
  WebhookChange,
  WebhookList,
  WebhookParams,
  WebhookWithSecret,
} from "@cloudpos/contracts";
import { Problem, identityOf, type App } from "@cloudpos/kit";
import type { Pool } from "pg";
import { Type } from "typebox";
import { webhookUrlProblem } from "../addresses.ts";
import { queueTest } from "../effects.ts";
import { webhookSecret } from "../signature.ts";
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  findWebhook,
  listWebhooks,
  mostWebhooks,
  replaceSecret,
  shown,
  type StoredWebhook,
} from "../webhooks.ts";

export interface WebhookRoutesOptions {
  pool: Pool;
  wake: () => void;
  /** What secrets are derived from. */
  key: string;
  /** Also http and private addresses. */
  anywhere: boolean;
}

/** `/api/notifications/webhooks`. */
export function webhookRoutes(app: App, { pool, wake, key, anywhere }: WebhookRoutesOptions): void {
  const common = { tags: ["notifications"], security: [{ bearer: [] }] };
  const config = { access: "notification:manage" } as const;
  const problems = { "4xx": ProblemDetails, "5xx": ProblemDetails };

  const checkUrl = (url: string | undefined) => {
    const message = url === undefined ? null : webhookUrlProblem(url, anywhere);
    if (message !== null)
      throw new Problem("validation-failed", undefined, { errors: [{ path: "/body/url", message }] });
  };
  const found = <Result>(webhook: Result | null): Result => {
    if (webhook === null) throw new Problem("not-found", "Your store has no such webhook.");
    return webhook;
  };
  const withSecret = (webhook: StoredWebhook) => ({
    ...shown(webhook),
    secret: webhookSecret(key, webhook.id, webhook.secretNumber),
  });

  app.get(
    "/api/notifications/webhooks",
    {
      config,
      schema: {
        ...common,
        summary: "Webhooks of the own store",
        response: { 200: WebhookList, ...problems },
      },
    },
    async (request) => ({ items: (await listWebhooks(pool, identityOf(request).storeId)).map(shown) }),
  );

  app.post(
    "/api/notifications/webhooks",
    {
      config,
      schema: {
        ...common,
        summary: "Makes a webhook; the answer is the only one that shows its secret",
        body: NewWebhook,
        response: { 201: WebhookWithSecret, ...problems },
      },
    },
    async (request, reply) => {
      checkUrl(request.body.url);
      const webhook = await createWebhook(pool, identityOf(request).storeId, request.body);
      if (!webhook) throw new Problem("conflict", `A store has at most ${mostWebhooks} webhooks.`);
      return reply.code(201).send(withSecret(webhook));
    },
  );

  app.patch(
    "/api/notifications/webhooks/:id",
    {
      config,
      schema: {
        ...common,
        summary: "Changes a webhook, or switches it on or off",
        params: WebhookParams,
        body: WebhookChange,
        response: { 200: Webhook, ...problems },
      },
    },
    async (request) => {
      checkUrl(request.body.url);
      return shown(
        found(await changeWebhook(pool, identityOf(request).storeId, request.params.id, request.body)),
      );
    },
  );

  app.delete(
    "/api/notifications/webhooks/:id",
    {
      config,
      schema: {
        ...common,
        summary: "Deletes a webhook",
        params: WebhookParams,
        response: { 204: Type.Null(), ...problems },
      },
    },
    async (request, reply) => {
      const deleted = await deleteWebhook(pool, identityOf(request).storeId, request.params.id);
      if (!deleted) found(null);
      return reply.code(204).send(null);
    },
  );

  app.post(
    "/api/notifications/webhooks/:id/secret",
    {
      config,
      schema: {
        ...common,
        summary: "Replaces a webhook's secret at once",
        params: WebhookParams,
        response: { 200: WebhookWithSecret, ...problems },
      },
    },
    async (request) =>
      withSecret(found(await replaceSecret(pool, identityOf(request).storeId, request.params.id))),
  );

  app.post(
    "/api/notifications/webhooks/:id/test",
    {
      config,
      schema: {
        ...common,
        summary: "Sends a message that tries a webhook out",
        params: WebhookParams,
        response: { 202: Delivery, ...problems },
      },
    },
    async (request, reply) => {
      const webhook = found(await findWebhook(pool, identityOf(request).storeId, request.params.id));
      const delivery = await queueTest(pool, webhook);
      wake();
      return reply.code(202).send(delivery);
    },
  );
}
