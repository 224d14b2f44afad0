import type { Sale } from "@cloudpos/contracts";
import { Button } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { readCustomer } from "../../features/customer-choice/api/customers.ts";
import { EmailReceipt } from "../../features/receipts/components/email-receipt.tsx";
import { ReceiptDialog } from "../../features/receipts/components/receipt-dialog.tsx";
import { SaleOutcome } from "../../features/unsent-sales/components/sale-outcome.tsx";
import type { Money } from "../../lib/format.ts";
import type { RegisterSession } from "../../lib/session-context.ts";
import { useStore } from "../../lib/store.ts";
import type { Runtime } from "../runtime.ts";

/** The sale just completed: change, receipt number, receipt on paper or by e-mail, next customer. */
export function CompletedSale(props: {
  runtime: Runtime;
  session: RegisterSession;
  sale: Sale;
  money: Money;
  onNextCustomer: () => void;
}) {
  const { runtime, session, sale } = props;
  const { lastReceipt } = useStore(runtime.unsentSales.store);
  const [showing, setShowing] = useState(false);
  const receipt = lastReceipt?.id === sale.id ? lastReceipt : null;
  const { customerId } = sale;
  const customer = useQuery({
    queryKey: ["customer", customerId],
    queryFn: () => readCustomer(runtime.api, customerId!),
    enabled: customerId !== undefined,
    staleTime: 60_000,
  });
  return (
    <>
      <SaleOutcome
        sale={sale}
        queue={runtime.unsentSales}
        money={props.money}
        onNextCustomer={props.onNextCustomer}
      >
        <Button
          variant="default"
          fullWidth
          leftSection={<IconPrinter size={20} aria-hidden />}
          onClick={() => setShowing(true)}
        >
          Show and print the receipt
        </Button>
        <EmailReceipt
          key={sale.id}
          saleId={sale.id}
          email={customer.data?.email ?? ""}
          sent={receipt !== null}
        />
      </SaleOutcome>
      {showing && (
        <ReceiptDialog
          sale={sale}
          facts={{
            store: session.store,
            registerName: session.register.name,
            cashierName: session.user.displayName,
            receiptNumber: receipt?.receiptNumber ?? null,
            copy: false,
          }}
          onClose={() => setShowing(false)}
        />
      )}
    </>
  );
}
