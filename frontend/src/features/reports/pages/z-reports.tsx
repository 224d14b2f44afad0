import { Badge, Button, Select } from "@mantine/core";
import { IconReportAnalytics } from "@tabler/icons-react";
import { Link } from "react-router";
import { ListTable } from "../../../components/data-table.tsx";
import { DayField } from "../../../components/day-field.tsx";
import { Page } from "../../../components/page.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { Toolbar } from "../../../components/toolbar.tsx";
import { isDay } from "../../../lib/days.ts";
import { formatCalendarDay } from "../../../lib/format.ts";
import { useStoreMoney } from "../../../lib/session-context.ts";
import { useFilters } from "../../../lib/use-filters.ts";
import { useZReports } from "../api/z-reports.ts";
import { ReportsNavigation } from "../components/reports-navigation.tsx";
import { useRegisterNames } from "../use-register-names.ts";

/** Closed shifts of the store's registers, as they were written. */
export default function ZReports() {
  const { store, money } = useStoreMoney();
  const { registers, nameOf } = useRegisterNames();
  const [filter, setFilter] = useFilters();
  const [registerId, from, to] = [filter("register"), filter("from"), filter("to")];
  const list = useZReports({ registerId, from: isDay(from) ? from : "", to: isDay(to) ? to : "" });
  return (
    <Page title="Z reports" subtitle={`${store.name} · written when a shift is closed, and never changed`}>
      <ReportsNavigation />
      <Toolbar>
        {registers.length > 1 && (
          <Select
            aria-label="Register"
            placeholder="All registers"
            clearable
            data={registers.map(({ id, name }) => ({ value: id, label: name }))}
            value={registerId || null}
            onChange={(value) => setFilter({ register: value })}
            w={200}
          />
        )}
        <DayField label="From" value={from} onDay={(day) => setFilter({ from: day })} />
        <DayField label="To" value={to} onDay={(day) => setFilter({ to: day })} />
      </Toolbar>
      <ListTable
        label="Z reports"
        list={list}
        rowKey={({ id }) => id}
        columns={[
          {
            header: "Report",
            cell: ({ id, zNumber, registerId: of }) => (
              <Link className="link" to={`/reports/z-reports/${id}`}>
                {nameOf(of)}, Z {zNumber}
              </Link>
            ),
          },
          { header: "Day", cell: ({ businessDay }) => formatCalendarDay(businessDay, store.locale) },
          { header: "Closed by", cell: ({ closedByName }) => closedByName, wide: true },
          {
            header: "Sales",
            numeric: true,
            cell: ({ saleCount, lateSaleCount }) =>
              lateSaleCount > 0 ? (
                <>
                  {saleCount}{" "}
                  <Badge variant="light" color="orange">
                    +{lateSaleCount} late
                  </Badge>
                </>
              ) : (
                saleCount
              ),
          },
          {
            header: "Total",
            numeric: true,
            cell: ({ totals }) => <strong>{money(totals.totalMinor)}</strong>,
          },
          { header: "Cash counted", numeric: true, wide: true, cell: (z) => money(z.countedCashMinor) },
          {
            header: "Difference",
            numeric: true,
            cell: ({ differenceMinor }) => (
              <span style={differenceMinor < 0 ? { color: "var(--danger)", fontWeight: 600 } : undefined}>
                {differenceMinor > 0 ? "+" : ""}
                {money(differenceMinor)}
              </span>
            ),
          },
        ]}
        empty={
          <StatePanel
            icon={IconReportAnalytics}
            title="No Z reports"
            action={
              (registerId || from || to) && (
                <Button variant="default" onClick={() => setFilter({ register: "", from: "", to: "" })}>
                  Show all
                </Button>
              )
            }
          >
            {registerId || from || to
              ? "No shift was closed in these days."
              : "The first one is written when a shift is closed."}
          </StatePanel>
        }
      />
    </Page>
  );
}
