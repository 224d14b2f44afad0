import type { Delivery, DeliveryChannel, DeliveryList, DeliveryStatus } from "@cloudpos/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../../../lib/api-context.ts";
import { useCursorList } from "../../../lib/cursor-list.ts";
import { defined } from "../../../lib/defined.ts";

/** What the list can be narrowed to; empty text means everything. */
export interface DeliveryFilter {
  status: DeliveryStatus | "";
  channel: DeliveryChannel | "";
}

/** Messages of the store, newest first. */
export function useDeliveries({ status, channel }: DeliveryFilter) {
  const api = useApi();
  return useCursorList<Delivery, DeliveryList>(["office", "deliveries", status, channel], (cursor, signal) =>
    api.GET("/api/notifications/deliveries", {
      params: {
        query: {
          ...(status !== "" && { status }),
          ...(channel !== "" && { channel }),
          ...defined({ cursor }),
        },
      },
      signal,
    }),
  );
}

/** Tries a message again that was given up. */
export function useRetryDelivery() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      api.POST("/api/notifications/deliveries/{id}/retry", { params: { path: { id } } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["office", "deliveries"] }),
  });
}
