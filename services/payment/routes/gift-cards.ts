import { GiftCard, GiftCardParams, NewGiftCard, ProblemDetails } from "@cloudpos/contracts";
import { Problem, type App } from "@cloudpos/kit";
import type { Pool } from "pg";
import { findGiftCard, newCode } from "../gift-cards.ts";
import type { Seal } from "../seal.ts";

/** `POST /api/payments/gift-cards` and `GET /api/payments/gift-cards/:code`. */
export function giftCardRoutes(app: App, { pool, seal }: { pool: Pool; seal: Seal }): void {
  const tags = ["payments"];
  const security = [{ bearer: [] }];
  const problems = { "4xx": ProblemDetails, "5xx": ProblemDetails };

  app.post(
    "/api/payments/gift-cards",
    {
      config: { access: "payment:take" },
      schema: {
        summary: "A code for a new gift card; worth something once a sale's line has sold it",
        tags,
        security,
        response: { 201: NewGiftCard, ...problems },
      },
    },
    // Nothing is stored: of 34^16 codes no two will ever be the same.
    async (_request, reply) => reply.code(201).send({ code: newCode() }),
  );

  app.get(
    "/api/payments/gift-cards/:code",
    {
      config: { access: "payment:take" },
      schema: {
        summary: "Balance and ledger of a gift card, valid in all stores",
        tags,
        security,
        params: GiftCardParams,
        response: { 200: GiftCard, ...problems },
      },
    },
    async (request) => {
      const card = await findGiftCard(pool, seal.hashCode(request.params.code));
      if (!card) throw new Problem("gift-card-not-found", "No gift card has this code.");
      return card;
    },
  );
}
