import type { Customer } from "@cloudpos/contracts";
import { Badge, Button, Group, Stack, Switch, Text } from "@mantine/core";
import { IconDownload, IconEraser, IconHistory, IconReceipt, IconStar } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { ListTable } from "../../../components/data-table.tsx";
import { tellDone, tellFailed } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { QueryState } from "../../../components/query-state.tsx";
import { Section } from "../../../components/section.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { saveFile } from "../../../lib/download.ts";
import { formatDay, formatTime, moneyOf } from "../../../lib/format.ts";
import { useMay, useSession } from "../../../lib/session-context.ts";
import {
  consentsQuery,
  customerQuery,
  exportCustomer,
  useCustomerActions,
  useLoyalty,
  usePurchases,
} from "../api/customers.ts";
import { CustomerForm } from "../components/customer-form.tsx";
import { PointsDialog } from "../components/points-dialog.tsx";

const kinds = { sale: "Sale", return: "Return", adjustment: "By hand" } as const;

/** One customer: profile, consents, points, purchases, and the rights to a copy and to be forgotten. */
export default function CustomerDetails() {
  const { id = "" } = useParams();
  const query = useQuery(customerQuery(useApi(), id));
  return query.data ? (
    <Details customer={query.data} />
  ) : (
    <Page title="Customer" back={{ to: "/customers", label: "Customers" }}>
      <QueryState query={query} label="The customer">
        {() => null}
      </QueryState>
    </Page>
  );
}

type Dialog = "points" | "erase";

function Details({ customer }: { customer: Customer }) {
  const { store } = useSession();
  const api = useApi();
  const mayWrite = useMay("customer:write");
  const mayAdjust = useMay("loyalty:adjust");
  const mayPrivacy = useMay("customer:privacy");
  const { change, erase } = useCustomerActions(customer.id);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [exporting, setExporting] = useState(false);
  const erased = customer.erasedAt !== null;

  const saveExport = async () => {
    setExporting(true);
    try {
      const everything = await exportCustomer(api, customer.id);
      saveFile(`${customer.number}.json`, "application/json", JSON.stringify(everything, null, 2));
    } catch (error) {
      tellFailed("The data were not exported", error);
    }
    setExporting(false);
  };

  return (
    <Page
      title={erased ? "Erased customer" : customer.name}
      subtitle={
        <Group gap="xs">
          <span className="amount">{customer.number}</span> · since {formatDay(customer.createdAt, store)}
          {erased && (
            <Badge variant="light" color="gray">
              Erased
            </Badge>
          )}
        </Group>
      }
      back={{ to: "/customers", label: "Customers" }}
      actions={
        mayPrivacy && (
          <>
            <Button
              variant="default"
              leftSection={<IconDownload size={20} aria-hidden />}
              loading={exporting}
              onClick={() => void saveExport()}
            >
              Export data
            </Button>
            {!erased && (
              <Button
                variant="default"
                leftSection={<IconEraser size={20} aria-hidden />}
                onClick={() => setDialog("erase")}
              >
                Erase
              </Button>
            )}
          </>
        )
      }
    >
      <Stack gap="md">
        {erased ? (
          <Section title="Profile">
            <Text>
              Name, e-mail, telephone and notes were destroyed on {formatDay(customer.erasedAt!, store)}. The
              numbers below belong to nobody any more.
            </Text>
          </Section>
        ) : (
          <>
            <CustomerForm
              key={customer.updatedAt}
              customer={customer}
              readOnly={!mayWrite}
              onSave={async ({ name, email, phone, notes }) => {
                await change.mutateAsync({
                  name,
                  email: email || null,
                  phone: phone || null,
                  notes: notes || null,
                });
                tellDone("Saved.");
              }}
            />
            <Consents customer={customer} mayWrite={mayWrite} />
          </>
        )}
        <Loyalty
          customer={customer}
          action={
            mayAdjust &&
            !erased && (
              <Button
                variant="default"
                size="md"
                leftSection={<IconStar size={18} aria-hidden />}
                onClick={() => setDialog("points")}
              >
                Give or take points
              </Button>
            )
          }
        />
        <Purchases customer={customer} />
      </Stack>
      {dialog === "points" && <PointsDialog customer={customer} onClose={() => setDialog(null)} />}
      {dialog === "erase" && (
        <ConfirmDialog
          title={`Erase ${customer.name}?`}
          action="Erase for ever"
          danger
          typed={customer.number}
          onClose={() => setDialog(null)}
          onConfirm={async () => {
            await erase.mutateAsync();
            tellDone("The customer's data were erased.");
          }}
        >
          Name, e-mail, telephone and notes are destroyed and cannot be brought back, not even from here. The
          sales stay in the books without the person.
        </ConfirmDialog>
      )}
    </Page>
  );
}

function Consents({ customer, mayWrite }: { customer: Customer; mayWrite: boolean }) {
  const { store } = useSession();
  const history = useQuery(consentsQuery(useApi(), customer.id));
  const { consent } = useCustomerActions(customer.id);
  // What was just chosen, until the server has said what it is now.
  const [chosen, setChosen] = useState<boolean | null>(null);
  return (
    <Section title="Consents">
      <Stack gap="sm">
        <Switch
          label="May get offers by e-mail"
          description="Only when the customer has said so. Every change is kept."
          checked={chosen ?? customer.marketingEmail}
          disabled={!mayWrite || chosen !== null}
          onChange={(event) => {
            const granted = event.currentTarget.checked;
            setChosen(granted);
            consent.mutate(
              { purpose: "marketing-email", granted },
              {
                onError: (error) => tellFailed("The consent was not recorded", error),
                onSettled: () => setChosen(null),
              },
            );
          }}
        />
        {history.data && history.data.length > 0 && (
          <ul style={{ margin: 0, paddingLeft: 20 }} aria-label="History of consents">
            {history.data.map(({ granted, at, actor }) => (
              <li key={at} className="soft">
                {granted ? "Given" : "Withdrawn"} {formatTime(at, store)}, recorded by {actor.name}
              </li>
            ))}
          </ul>
        )}
      </Stack>
    </Section>
  );
}

function Loyalty({ customer, action }: { customer: Customer; action: React.ReactNode }) {
  const { store } = useSession();
  const list = useLoyalty(customer.id);
  return (
    <Section title={`Points: ${customer.loyaltyPoints}`} actions={action} flush>
      <ListTable
        label="Points"
        list={list}
        rowKey={({ id }) => id}
        columns={[
          { header: "Time", cell: ({ at }) => <span className="amount">{formatTime(at, store)}</span> },
          {
            header: "From",
            cell: ({ kind, saleId }) =>
              saleId ? (
                <Link className="link" to={`/sales/${saleId}`}>
                  {kinds[kind]}
                </Link>
              ) : (
                kinds[kind]
              ),
          },
          {
            header: "Reason",
            cell: ({ reason, actor }) =>
              reason || actor ? (
                <>
                  {reason}
                  {actor && <div className="soft">{actor.name}</div>}
                </>
              ) : (
                "–"
              ),
          },
          {
            header: "Points",
            numeric: true,
            cell: ({ points }) => (
              <span style={points < 0 ? { color: "var(--danger)" } : undefined}>
                {points > 0 ? `+${points}` : points}
              </span>
            ),
          },
        ]}
        empty={
          <StatePanel icon={IconHistory} title="No points yet" order={3}>
            One for each whole unit of money that the customer spends.
          </StatePanel>
        }
      />
    </Section>
  );
}

function Purchases({ customer }: { customer: Customer }) {
  const { store } = useSession();
  const list = usePurchases(customer.id);
  return (
    <Section title="Purchases" flush>
      <ListTable
        label="Purchases"
        list={list}
        rowKey={({ saleId }) => saleId}
        columns={[
          {
            header: "Time",
            cell: ({ soldAt }) => <span className="amount">{formatTime(soldAt, store)}</span>,
          },
          {
            header: "Receipt",
            cell: ({ saleId, storeId, receiptNumber }) =>
              storeId === store.id ? (
                <Link className="link" to={`/sales/${saleId}`}>
                  {receiptNumber}
                </Link>
              ) : (
                receiptNumber
              ),
          },
          { header: "Points", cell: ({ points }) => points, numeric: true },
          {
            header: "Total",
            numeric: true,
            cell: ({ totalMinor, currency }) => (
              <strong>{moneyOf({ currency, locale: store.locale })(totalMinor)}</strong>
            ),
          },
        ]}
        empty={
          <StatePanel icon={IconReceipt} title="No purchases yet" order={3}>
            Sales with this customer appear here.
          </StatePanel>
        }
      />
    </Section>
  );
}
