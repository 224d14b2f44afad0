import type { ReceiptRequest } from "@cloudpos/contracts";
import { useMutation } from "@tanstack/react-query";
import { useApi } from "../../../lib/api-context.ts";

/** Has a receipt sent by e-mail. */
export function useSendReceipt() {
  const api = useApi();
  return useMutation({
    mutationFn: (request: ReceiptRequest) => api.POST("/api/notifications/receipts", { body: request }),
    // A sale is known to the mail service a moment after it was made.
    retry: (failures, error) => failures < 4 && "code" in error && error.code === "sale-not-found",
    retryDelay: 1_500,
  });
}
