import type { CashiersReport, SummaryReport, TaxesReport, TendersReport } from "@cloudpos/contracts";
import { Skeleton } from "@mantine/core";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { lazy, Suspense, type ReactNode } from "react";
import { DataTable } from "../../../components/data-table.tsx";
import { Page } from "../../../components/page.tsx";
import { QueryState } from "../../../components/query-state.tsx";
import { Section } from "../../../components/section.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { formatBasisPoints, formatCalendarDay, formatQuantity, formatTime } from "../../../lib/format.ts";
import { useStoreMoney } from "../../../lib/session-context.ts";
import {
  cashiersQuery,
  categoriesQuery,
  hoursQuery,
  summaryQuery,
  taxesQuery,
  tendersQuery,
  topProductsQuery,
  type RangeReportName,
} from "../api/range-reports.ts";
import { CsvButton } from "../components/csv-button.tsx";
import { KeyFigure } from "../components/key-figure.tsx";
import { RangeControl } from "../components/range-control.tsx";
import { ReportsNavigation } from "../components/reports-navigation.tsx";
import classes from "../components/reports.module.css";
import { ShareList } from "../components/share-list.tsx";
import type { Range } from "../range.ts";
import { tenderNames } from "../tender-names.ts";
import { useRange } from "../use-range.ts";

// Charts are by far the largest part of the page; the figures do not wait for them.
const RevenueChart = lazy(async () => ({ default: (await import("../components/charts.tsx")).RevenueChart }));
const HoursChart = lazy(async () => ({ default: (await import("../components/charts.tsx")).HoursChart }));

/** How the store does: figures, charts and lists of some days, compared with as many before. */
export default function Overview() {
  const { store } = useStoreMoney();
  const [range, setRange] = useRange();
  const summary = useQuery(summaryQuery(useApi(), range));
  const day = (date: string) => formatCalendarDay(date, store.locale);
  return (
    <Page
      title="Reports"
      subtitle={
        <>
          {store.name} ·{" "}
          {range.from === range.to ? day(range.from) : `${day(range.from)} to ${day(range.to)}`}
          {summary.data?.updatedAt && ` · last sale counted ${formatTime(summary.data.updatedAt, store)}`}
        </>
      }
    >
      <ReportsNavigation />
      <RangeControl range={range} onChange={setRange} />
      <QueryState query={summary} label="The report">
        {(found) => <Figures summary={found} range={range} stale={summary.isPlaceholderData} />}
      </QueryState>
    </Page>
  );
}

function Figures(props: { summary: SummaryReport; range: Range; stale: boolean }) {
  const { summary, range } = props;
  const { store, money } = useStoreMoney();
  const api = useApi();
  const { totals, previous } = summary;
  const count = (value: number) => new Intl.NumberFormat(store.locale).format(value);
  const before = useQuery({ ...summaryQuery(api, previous), enabled: range.from !== range.to });
  const hours = useQuery(hoursQuery(api, range));
  const products = useQuery(topProductsQuery(api, range));
  const categories = useQuery(categoriesQuery(api, range));
  const cashiers = useQuery(cashiersQuery(api, range));
  const tenders = useQuery(tendersQuery(api, range));
  const taxes = useQuery(taxesQuery(api, range));

  return (
    <>
      <dl className={classes["figures"]}>
        <KeyFigure
          name="Revenue"
          value={money(totals.totalMinor)}
          now={totals.totalMinor}
          before={previous.totals.totalMinor}
        />
        <KeyFigure
          name="Sales"
          value={count(totals.saleCount)}
          now={totals.saleCount}
          before={previous.totals.saleCount}
        />
        <KeyFigure
          name="Average basket"
          value={totals.averageBasketMinor === null ? "–" : money(totals.averageBasketMinor)}
          now={totals.averageBasketMinor ?? 0}
          before={previous.totals.averageBasketMinor ?? 0}
        />
        <KeyFigure
          name="Given back"
          value={money(-totals.refundedMinor)}
          now={-totals.refundedMinor}
          before={-previous.totals.refundedMinor}
          lessIsBetter
        />
        <KeyFigure
          name="Discounts"
          value={money(totals.discountMinor)}
          now={totals.discountMinor}
          before={previous.totals.discountMinor}
          lessIsBetter
        />
        <KeyFigure
          name="Tax"
          value={money(totals.taxMinor)}
          now={totals.taxMinor}
          before={previous.totals.taxMinor}
        />
      </dl>
      <div data-stale={props.stale || undefined} className={classes["all"]}>
        {range.from !== range.to && (
          <div className={classes["whole"]}>
            <ReportSection title="Revenue by day" report="summary" range={range}>
              <Suspense fallback={<Skeleton h={260} />}>
                <RevenueChart
                  days={summary.days.map(({ date, totalMinor }, index) => ({
                    date,
                    totalMinor,
                    previousMinor: before.data?.days[index]?.totalMinor ?? null,
                  }))}
                />
              </Suspense>
            </ReportSection>
          </div>
        )}
        <div className={classes["grid"]}>
          <div className={classes["column"]}>
            <ReportSection title="Revenue by hour" report="hours" range={range}>
              <QueryState query={hours} label="The hours">
                {({ items }) => (
                  <Suspense fallback={<Skeleton h={220} />}>
                    <HoursChart hours={items} />
                  </Suspense>
                )}
              </QueryState>
            </ReportSection>
            <ReportSection title="Top products" report="products" range={range}>
              <QueryState query={products} label="The products">
                {({ items }) => (
                  <ShareList
                    label="Top products"
                    money={money}
                    items={items.slice(0, 8).map(({ productId, name, quantityMilli, totalMinor }) => ({
                      key: productId,
                      name,
                      note: `× ${formatQuantity(quantityMilli, store.locale)}`,
                      amountMinor: totalMinor,
                    }))}
                  />
                )}
              </QueryState>
            </ReportSection>
            <Cashiers query={cashiers} range={range} />
          </div>
          <div className={classes["column"]}>
            <ReportSection title="Categories" report="categories" range={range}>
              <QueryState query={categories} label="The categories">
                {({ items }) => (
                  <ShareList
                    label="Categories"
                    money={money}
                    items={items.slice(0, 8).map(({ category, totalMinor }) => ({
                      key: category ?? "",
                      name: category ?? "Without category",
                      amountMinor: totalMinor,
                    }))}
                  />
                )}
              </QueryState>
            </ReportSection>
            <Tenders query={tenders} range={range} />
            <Taxes query={taxes} range={range} />
          </div>
        </div>
      </div>
    </>
  );
}

function ReportSection(props: {
  title: string;
  report: RangeReportName | "products";
  range: Range;
  flush?: boolean;
  children: ReactNode;
}) {
  const { title, report, range } = props;
  return (
    <Section
      title={title}
      flush={props.flush ?? false}
      actions={<CsvButton report={report} label={title} from={range.from} to={range.to} />}
    >
      {props.children}
    </Section>
  );
}

function Tenders({ query, range }: { query: UseQueryResult<TendersReport>; range: Range }) {
  const { money } = useStoreMoney();
  return (
    <ReportSection title="Tenders" report="tenders" range={range} flush>
      <QueryState query={query} label="The tenders">
        {({ items }) => (
          <DataTable
            label="Tenders"
            rows={items}
            rowKey={({ kind }) => kind}
            columns={[
              { header: "Paid with", cell: ({ kind }) => tenderNames[kind] },
              { header: "Given back", cell: ({ refundedMinor }) => money(refundedMinor), numeric: true },
              {
                header: "Total",
                cell: ({ amountMinor }) => <strong>{money(amountMinor)}</strong>,
                numeric: true,
              },
            ]}
          />
        )}
      </QueryState>
    </ReportSection>
  );
}

function Cashiers({ query, range }: { query: UseQueryResult<CashiersReport>; range: Range }) {
  const { money } = useStoreMoney();
  return (
    <ReportSection title="Cashiers" report="cashiers" range={range} flush>
      <QueryState query={query} label="The cashiers">
        {({ items }) => (
          <DataTable
            label="Cashiers"
            rows={items}
            rowKey={({ userId }) => userId}
            columns={[
              { header: "Name", cell: ({ name }) => name ?? "Not known yet" },
              { header: "Sales", cell: ({ saleCount }) => saleCount, numeric: true },
              {
                header: "Average",
                cell: ({ averageBasketMinor }) =>
                  averageBasketMinor === null ? "–" : money(averageBasketMinor),
                numeric: true,
              },
              {
                header: "Total",
                cell: ({ totalMinor }) => <strong>{money(totalMinor)}</strong>,
                numeric: true,
              },
            ]}
          />
        )}
      </QueryState>
    </ReportSection>
  );
}

function Taxes({ query, range }: { query: UseQueryResult<TaxesReport>; range: Range }) {
  const { store, money } = useStoreMoney();
  return (
    <ReportSection title="Taxes" report="taxes" range={range} flush>
      <QueryState query={query} label="The taxes">
        {({ items }) => (
          <DataTable
            label="Taxes"
            rows={items}
            rowKey={({ taxClass, taxRateBasisPoints }) => `${taxClass} ${taxRateBasisPoints}`}
            columns={[
              {
                header: "Rate",
                cell: ({ taxClass, taxRateBasisPoints }) =>
                  `${formatBasisPoints(taxRateBasisPoints, store.locale)} ${taxClass}`,
              },
              { header: "Net", cell: ({ netMinor }) => money(netMinor), numeric: true },
              { header: "Tax", cell: ({ taxMinor }) => <strong>{money(taxMinor)}</strong>, numeric: true },
              { header: "Gross", cell: ({ totalMinor }) => money(totalMinor), numeric: true, wide: true },
            ]}
          />
        )}
      </QueryState>
    </ReportSection>
  );
}
