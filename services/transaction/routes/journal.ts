import { JournalVerification, JournalVerificationQuery, ProblemDetails } from "@cloudpos/contracts";
import { Problem, identityOf, type App } from "@cloudpos/kit";
import type { Pool } from "pg";
import { verifyJournalPart } from "../journal.ts";

/** `GET /api/transactions/journal/verification`. */
export function journalRoutes(app: App, pool: Pool): void {
  app.get(
    "/api/transactions/journal/verification",
    {
      config: { access: "audit:read" },
      schema: {
        summary: "Recompute a register's journal, some thousand entries at a time",
        tags: ["transactions"],
        security: [{ bearer: [] }],
        querystring: JournalVerificationQuery,
        response: { 200: JournalVerification, "4xx": ProblemDetails, "5xx": ProblemDetails },
      },
    },
    async (request) => {
      const { registerId, after = 0 } = request.query;
      const { rowCount } = await pool.query(
        "SELECT FROM register_counter WHERE register_id = $1 AND store_id = $2",
        [registerId, identityOf(request).storeId],
      );
      if (rowCount === 0) {
        throw new Problem("register-not-found", `Your store has no register ${registerId} with a journal.`);
      }
      return verifyJournalPart(pool, registerId, after);
    },
  );
}
