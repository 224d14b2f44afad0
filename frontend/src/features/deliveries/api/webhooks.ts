import type { NewWebhook, NotificationSettings, WebhookChange } from "@cloudpos/contracts";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";

/** The store's webhooks. */
export function webhooksQuery(api: ApiClient) {
  return queryOptions({
    queryKey: ["office", "webhooks"],
    queryFn: async ({ signal }) => (await api.GET("/api/notifications/webhooks", { signal })).items,
  });
}

/** What can be done to webhooks. */
export function useWebhookActions() {
  const api = useApi();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: ["office", "webhooks"] });
  return {
    /** Its answer is the only one that shows the secret. */
    create: useMutation({
      mutationFn: (body: NewWebhook) => api.POST("/api/notifications/webhooks", { body }),
      onSuccess,
    }),
    change: useMutation({
      mutationFn: ({ id, ...body }: WebhookChange & { id: string }) =>
        api.PATCH("/api/notifications/webhooks/{id}", { params: { path: { id } }, body }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) =>
        api.DELETE("/api/notifications/webhooks/{id}", { params: { path: { id } } }),
      onSuccess,
    }),
    /** The old secret is worth nothing from then on. */
    renewSecret: useMutation({
      mutationFn: (id: string) =>
        api.POST("/api/notifications/webhooks/{id}/secret", { params: { path: { id } } }),
    }),
    test: useMutation({
      mutationFn: (id: string) =>
        api.POST("/api/notifications/webhooks/{id}/test", { params: { path: { id } } }),
      onSuccess: () => queries.invalidateQueries({ queryKey: ["office", "deliveries"] }),
    }),
  };
}

/** Who hears of what in the store. */
export function noticeSettingsQuery(api: ApiClient) {
  return queryOptions({
    queryKey: ["office", "notice-settings"],
    queryFn: ({ signal }) => api.GET("/api/notifications/settings", { signal }),
  });
}

/** Changes who hears of what. */
export function useSaveNoticeSettings() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NotificationSettings) => api.PUT("/api/notifications/settings", { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["office", "notice-settings"] }),
  });
}
