import type { StoredSale } from "@cloudpos/contracts";
import { Alert, Button, Stack } from "@mantine/core";
import { IconAlertTriangle, IconArrowBackUp, IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { Facts } from "../../components/facts.tsx";
import { Page } from "../../components/page.tsx";
import { QueryState } from "../../components/query-state.tsx";
import { Section } from "../../components/section.tsx";
import { readCustomer } from "../../features/customer-choice/api/customers.ts";
import { EmailReceipt } from "../../features/receipts/components/email-receipt.tsx";
import { ReceiptDialog } from "../../features/receipts/components/receipt-dialog.tsx";
import { Receipt, type ReceiptFacts } from "../../features/receipts/components/receipt.tsx";
import receiptClasses from "../../features/receipts/components/receipt.module.css";
import { returnableQuery, saleQuery } from "../../features/sales-history/api/sales.ts";
import { ReturnDialog } from "../../features/sales-history/components/return-dialog.tsx";
import { flagWords } from "../../features/sales-history/flag-words.ts";
import { isAtRegister, useMay, useSession, useStoreMoney } from "../../lib/session-context.ts";
import { useRuntime } from "../runtime-context.ts";
import classes from "./sale-page.module.css";
import { usePlaceNames } from "./place-names.ts";
import { takeBack } from "./take-back.ts";

/** One sale: its receipt, again on paper or by e-mail, and what has come back or may. */
export default function SalePage() {
  const { id = "" } = useParams();
  const { api } = useRuntime();
  const query = useQuery(saleQuery(api, id));
  return (
    <Page
      title={query.data ? `Receipt ${query.data.receiptNumber}` : "Sale"}
      back={{ to: "/sales", label: "Sales" }}
    >
      <QueryState query={query} label="The sale">
        {(sale) => <SaleView key={sale.id} sale={sale} />}
      </QueryState>
    </Page>
  );
}

function SaleView({ sale }: { sale: StoredSale }) {
  const runtime = useRuntime();
  const session = useSession();
  const { store, money } = useStoreMoney();
  const navigate = useNavigate();
  const names = usePlaceNames();
  const [printing, setPrinting] = useState(false);
  const [returning, setReturning] = useState(false);
  const maySell = useMay("sale:create");
  const maySeeCustomers = useMay("customer:read");
  const atRegister = isAtRegister(session);
  const sold = sale.lines.some(({ quantityMilli }) => quantityMilli > 0);
  const returnable = useQuery({ ...returnableQuery(runtime.api, sale.id), enabled: sold });
  const customer = useQuery({
    queryKey: ["customer", sale.customerId],
    queryFn: () => readCustomer(runtime.api, sale.customerId!),
    enabled: sale.customerId !== undefined && maySeeCustomers,
  });
  const time = new Intl.DateTimeFormat(store.locale, {
    dateStyle: "medium",
    timeStyle: "medium",
    timeZone: store.timeZone,
  });
  const facts: ReceiptFacts = {
    store,
    registerName: names.register(sale.registerId),
    cashierName: names.person(sale.userId),
    receiptNumber: sale.receiptNumber,
    copy: true,
  };
  const returns = returnable.data?.returns ?? [];
  const left = returnable.data?.lines.some(({ returnableMilli }) => returnableMilli > 0) ?? false;

  return (
    <div className={classes["sale"]}>
      <div className={receiptClasses["paper"]}>
        <Receipt sale={sale} facts={facts} />
      </div>
      <Stack gap="lg">
        {sale.flags.length > 0 && (
          <Alert
            color="orange"
            variant="light"
            icon={<IconAlertTriangle />}
            title="The server noticed something"
            styles={{ title: { color: "var(--warn)" } }}
          >
            {sale.flags.map((flag) => (
              <div key={flag}>{flagWords[flag].long}</div>
            ))}
          </Alert>
        )}
        <Section title="Receipt">
          <Stack>
            <Button
              variant="default"
              leftSection={<IconPrinter size={20} aria-hidden />}
              onClick={() => setPrinting(true)}
            >
              Print a copy
            </Button>
            <EmailReceipt
              saleId={sale.id}
              email={customer.data?.email ?? sale.receiptEmail ?? ""}
              sent
            />
          </Stack>
        </Section>
        <Section title="Returns">
          <Stack>
            {returns.length > 0 && (
              <ul className={classes["returns"]}>
                {returns.map((each) => (
                  <li key={each.saleId}>
                    <Link className="link" to={`/sales/${each.saleId}`}>
                      Receipt {each.receiptNumber}
                    </Link>
                    , on {time.format(new Date(each.soldAt))}
                  </li>
                ))}
              </ul>
            )}
            {!sold
              ? "This receipt only gave goods back."
              : returnable.data && !left
                ? "Everything that can come back has come back."
                : returns.length === 0 && "Nothing of it has come back."}
            {maySell && atRegister && left && (
              <Button
                leftSection={<IconArrowBackUp size={20} aria-hidden />}
                onClick={() => setReturning(true)}
              >
                Return or exchange
              </Button>
            )}
          </Stack>
        </Section>
        <Section title="Details">
          <Facts
            items={[
              ["Sold", time.format(new Date(sale.soldAt))],
              ["Reached the server", time.format(new Date(sale.committedAt))],
              ...(customer.data
                ? ([
                    [
                      "Customer",
                      <Link key="customer" className="link" to={`/customers/${customer.data.id}`}>
                        {customer.data.name || customer.data.number}
                      </Link>,
                    ],
                  ] as const)
                : []),
              ...(sale.approvals ?? []).map(
                ({ permission, reason }) =>
                  [permission === "sale:refund" ? "Return approved" : "Discount approved", reason] as const,
              ),
            ]}
          />
        </Section>
      </Stack>
      {printing && <ReceiptDialog sale={sale} facts={facts} onClose={() => setPrinting(false)} />}
      {returning && (
        <ReturnDialog
          saleId={sale.id}
          formats={{ money, locale: store.locale, timeZone: store.timeZone }}
          onReturn={(chosen) => {
            setReturning(false);
            takeBack(runtime, chosen);
            void navigate("/");
          }}
          onClose={() => setReturning(false)}
        />
      )}
    </div>
  );
}
