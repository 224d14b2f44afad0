import type { SaleFlag, StoredSale } from "@cloudpos/contracts";
import { Badge, Button, SegmentedControl, TextInput } from "@mantine/core";
import { IconArrowBackUp, IconReceipt } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { ListTable } from "../../components/data-table.tsx";
import { Page } from "../../components/page.tsx";
import { StatePanel } from "../../components/state-panel.tsx";
import { Toolbar } from "../../components/toolbar.tsx";
import { readSales, type SaleFilters } from "../../features/sales-history/api/sales.ts";
import { ReturnDialog } from "../../features/sales-history/components/return-dialog.tsx";
import { flagWords } from "../../features/sales-history/flag-words.ts";
import { useCursorList } from "../../lib/cursor-list.ts";
import { formatQuantity } from "../../lib/format.ts";
import { isAtRegister, useMay, useSession, useStoreMoney } from "../../lib/session-context.ts";
import { useFilters } from "../../lib/use-filters.ts";
import { useRuntime } from "../runtime-context.ts";
import { usePlaceNames } from "./place-names.ts";
import { takeBack } from "./take-back.ts";

const tenderNames = { cash: "Cash", card: "Card", "gift-card": "Gift card" };

/** Sales of the store, the newest first: found again by day, number or kind, and opened. */
export default function SalesPage() {
  const runtime = useRuntime();
  const session = useSession();
  const { store, money } = useStoreMoney();
  const navigate = useNavigate();
  const names = usePlaceNames();
  const [filter, setFilters] = useFilters();
  const [returning, setReturning] = useState(false);
  const atRegister = isAtRegister(session) ? session : null;
  const maySell = useMay("sale:create");
  const number = filter("number");
  const filters: SaleFilters = {
    ...(filter("from") && { from: filter("from") }),
    ...(filter("to") && { to: filter("to") }),
    ...(/^[1-9]\d{0,17}$/.test(number) && { receiptNumber: number }),
    ...(filter("kind") === "refunds" && { kind: "refunds" as const }),
    ...(filter("where") === "here" && atRegister && { registerId: atRegister.register.id }),
  };
  const list = useCursorList<StoredSale, Awaited<ReturnType<typeof readSales>>>(
    ["sales", filters],
    (cursor, signal) => readSales(runtime.api, filters, { limit: 50, cursor }, signal),
  );
  const time = new Intl.DateTimeFormat(store.locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: store.timeZone,
  });
  const filtered = Object.keys(filters).length > 0;

  return (
    <Page
      title="Sales"
      subtitle={store.name}
      actions={
        atRegister &&
        maySell && (
          <Button leftSection={<IconArrowBackUp size={20} aria-hidden />} onClick={() => setReturning(true)}>
            Return or exchange
          </Button>
        )
      }
    >
      <Toolbar>
        <TextInput
          label="Receipt number"
          inputMode="numeric"
          autoComplete="off"
          w={170}
          maxLength={18}
          value={number}
          onChange={(event) => setFilters({ number: event.currentTarget.value.replace(/\D/g, "") })}
        />
        <TextInput
          label="From"
          type="date"
          w={180}
          value={filter("from")}
          onChange={(event) => setFilters({ from: event.currentTarget.value })}
        />
        <TextInput
          label="To"
          type="date"
          w={180}
          value={filter("to")}
          onChange={(event) => setFilters({ to: event.currentTarget.value })}
        />
        <SegmentedControl
          size="lg"
          aria-label="Kind"
          value={filter("kind") || "all"}
          onChange={(value) => setFilters({ kind: value === "all" ? null : value })}
          data={[
            { value: "all", label: "All" },
            { value: "refunds", label: "With returns" },
          ]}
        />
        {atRegister && (
          <SegmentedControl
            size="lg"
            aria-label="Where"
            value={filter("where") || "store"}
            onChange={(value) => setFilters({ where: value === "store" ? null : value })}
            data={[
              { value: "store", label: "Whole store" },
              { value: "here", label: "This register" },
            ]}
          />
        )}
      </Toolbar>
      <ListTable
        label="Sales"
        list={list}
        rowKey={({ id }) => id}
        columns={[
          {
            header: "Receipt",
            cell: (sale) => (
              <Link className="link" to={`/sales/${sale.id}`}>
                {sale.receiptNumber}
              </Link>
            ),
          },
          {
            header: "Sold",
            cell: (sale) => <span className="amount">{time.format(new Date(sale.soldAt))}</span>,
          },
          {
            header: "Where",
            cell: (sale) => <span className="amount">{names.register(sale.registerId)}</span>,
            wide: true,
          },
          { header: "What", cell: (sale) => summary(sale, store.locale), wide: true },
          {
            header: "Paid by",
            cell: (sale) => (
              <span className="amount">
                {[...new Set(sale.tenders.map(({ kind }) => tenderNames[kind]))].join(", ")}
              </span>
            ),
          },
          {
            header: "Notes",
            cell: (sale) => (
              <>
                {sale.lines.some(({ quantityMilli }) => quantityMilli < 0) && (
                  <Badge variant="light" color="gray">
                    Return
                  </Badge>
                )}
                {sale.flags.map((flag: SaleFlag) => (
                  <Badge key={flag} variant="light" color="orange" c="var(--warn)">
                    {flagWords[flag].short}
                  </Badge>
                ))}
              </>
            ),
          },
          { header: "Total", numeric: true, cell: (sale) => money(sale.totals.totalMinor) },
        ]}
        empty={
          <StatePanel icon={IconReceipt} title={filtered ? "No such sale" : "Nothing sold yet"}>
            {filtered
              ? "No sale of this store fits these filters."
              : "Sales appear here as soon as they have reached the server."}
          </StatePanel>
        }
      />
      {returning && (
        <ReturnDialog
          saleId={null}
          formats={{ money, locale: store.locale, timeZone: store.timeZone }}
          onReturn={(chosen) => {
            setReturning(false);
            takeBack(runtime, chosen);
            void navigate("/");
          }}
          onClose={() => setReturning(false)}
        />
      )}
    </Page>
  );
}

/** The first goods of a sale, and how many more there are. */
function summary(sale: StoredSale, locale: string): string {
  const [first, ...others] = sale.lines;
  if (!first) return "";
  const quantity = first.quantityMilli === 1000 ? "" : `${formatQuantity(first.quantityMilli, locale)} × `;
  return `${quantity}${first.name}${others.length > 0 ? ` and ${others.length} more` : ""}`;
}
