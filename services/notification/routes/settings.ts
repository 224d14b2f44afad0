import { NotificationSettings, ProblemDetails } from "@cloudpos/contracts";
import { identityOf, type App } from "@cloudpos/kit";
import type { Pool } from "pg";
import { readNoticeSettings, writeNoticeSettings } from "../notice-settings.ts";

/** `GET` and `PUT /api/notifications/settings`. */
export function settingsRoutes(app: App, pool: Pool): void {
  const common = { tags: ["notifications"], security: [{ bearer: [] }] };
  const config = { access: "notification:manage" } as const;
  const response = { 200: NotificationSettings, "4xx": ProblemDetails, "5xx": ProblemDetails };

  app.get(
    "/api/notifications/settings",
    { config, schema: { ...common, summary: "Who in the own store is told what", response } },
    async (request) => readNoticeSettings(pool, identityOf(request).storeId),
  );

  app.put(
    "/api/notifications/settings",
    {
      config,
      schema: {
        ...common,
        summary: "Changes who in the own store is told what",
        body: NotificationSettings,
        response,
      },
    },
    async (request) => {
      const settings = {
        ...request.body,
        // Named twice, somebody is told once.
        stockLow: [...new Set(request.body.stockLow)],
        shiftClosed: [...new Set(request.body.shiftClosed)],
      };
      await writeNoticeSettings(pool, identityOf(request).storeId, settings);
      return settings;
    },
  );
}
