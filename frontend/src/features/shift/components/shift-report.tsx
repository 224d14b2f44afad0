import type { CashFigures, CashMovement, SaleFigures, Shift, Store, ZReport } from "@cloudpos/contracts";
import { moneyOf, type Money } from "../../../lib/format.ts";
import classes from "./shift-report.module.css";

/** What an X or Z report shows. */
export interface ReportData {
  shift: Shift;
  figures: SaleFigures;
  cash: CashFigures;
  cashMovements: readonly CashMovement[];
  /** When it was taken or closed. */
  at: string;
  /** Only of a Z report. */
  z?: ZReport;
  /** Sales that arrived after the close. */
  supplement?: SaleFigures;
}

const kinds = { cash: "Cash", card: "Card", "gift-card": "Gift card" };
const movements = { "pay-in": "Pay-in", "pay-out": "Pay-out", "no-sale": "No sale" };
type Row = readonly [name: string, value: string];

/** A shift report as it is printed: on paper, so black on white in both colour schemes. */
export function ShiftReport(props: { report: ReportData; store: Store; registerName: string }) {
  const { report, store, registerName } = props;
  const { shift, figures, cash, z } = report;
  const money = moneyOf(store);
  const time = new Intl.DateTimeFormat(store.locale, {
    dateStyle: "short",
    timeStyle: "short",
    timeZone: store.timeZone,
  });
  const when = (at: string) => time.format(new Date(at));
  const opened: Row[] = [
    ["Opened", `${when(shift.openedAt)} ${shift.openedByName}`],
    [z ? "Closed" : "Taken", `${when(report.at)} ${shift.closedByName ?? ""}`],
  ];
  if (figures.firstReceiptNumber !== undefined)
    opened.push(["Receipts", `${figures.firstReceiptNumber} to ${figures.lastReceiptNumber}`]);
  const drawer: Row[] = [
    ["Change at the start", money(cash.openingFloatMinor)],
    ["Cash of sales", money(cash.salesMinor)],
    [`Paid in (${cash.payInCount})`, money(cash.payInMinor)],
    [`Paid out (${cash.payOutCount})`, money(-cash.payOutMinor)],
    ["Opened without a sale", String(cash.noSaleCount)],
    ["Should be there", money(cash.expectedMinor)],
  ];
  if (z) drawer.push(["Counted", money(z.countedCashMinor)], ["Difference", money(z.differenceMinor)]);
  return (
    <article
      className={classes["report"]}
      aria-label={z ? `Z report ${z.zNumber}` : "X report"}
      data-testid={z ? "z-report" : "x-report"}
    >
      <header className={classes["head"]}>
        <strong>{store.name}</strong>
        <strong className={classes["kind"]}>{z ? `Z report ${z.zNumber}` : "X report"}</strong>
        <span>
          {registerName}
          {z && ` · ${z.businessDay}`}
        </span>
      </header>
      <Rows rows={opened} />
      <Figures figures={figures} money={money} locale={store.locale} />
      <h2>Drawer</h2>
      <Rows rows={drawer} strong={z ? 3 : 1} />
      {report.cashMovements.length > 0 && (
        <>
          <h2>At the drawer</h2>
          <Rows
            rows={report.cashMovements.map(({ occurredAt, kind, reason, amountMinor }): Row => [
              `${when(occurredAt)} ${movements[kind]}: ${reason}`,
              kind === "no-sale" ? "" : money(kind === "pay-out" ? -amountMinor : amountMinor),
            ])}
          />
        </>
      )}
      {z?.denominations && z.denominations.length > 0 && (
        <>
          <h2>Count</h2>
          <Rows
            rows={z.denominations.map(({ valueMinor, count }): Row => [
              `${count} × ${money(valueMinor)}`,
              money(valueMinor * count),
            ])}
          />
        </>
      )}
      {z?.note !== undefined && <p>Note: {z.note}</p>}
      {z && z.gaps.length > 0 && (
        <p>
          Numbers not in this report:{" "}
          {z.gaps.map(({ from, to }) => (from === to ? from : `${from} to ${to}`)).join(", ")}
        </p>
      )}
      {z && (
        <>
          <h2>Register</h2>
          <Rows rows={[["Grand total", money(z.grandTotalMinor)]]} strong={1} />
        </>
      )}
      {report.supplement && (
        <>
          <h2>Supplement: sales that came later</h2>
          <Figures figures={report.supplement} money={money} locale={store.locale} />
        </>
      )}
      <footer className={classes["foot"]}>{shift.id}</footer>
    </article>
  );
}

function Figures(props: { figures: SaleFigures; money: Money; locale: string }) {
  const { figures, money } = props;
  const rate = new Intl.NumberFormat(props.locale, { style: "percent", maximumFractionDigits: 2 });
  const sales: Row[] = [
    ["Receipts that sold", String(figures.saleCount)],
    ["Receipts that only gave back", String(figures.refundCount)],
    ["Sold", money(figures.soldMinor)],
    ["Given back", money(figures.returnedMinor)],
    [`Discounts (${figures.discountCount})`, money(0 - figures.discountsMinor)],
    ["Gift cards sold", money(figures.giftCardsSoldMinor)],
    ["Cash rounding", money(figures.roundingMinor)],
  ];
  if (figures.flaggedCount > 0) sales.push(["Flagged", String(figures.flaggedCount)]);
  sales.push(["Total", money(figures.totals.totalMinor)]);
  return (
    <>
      <h2>Sales</h2>
      <Rows rows={sales} strong={1} />
      {figures.tenders.length > 0 && (
        <>
          <h2>Payments</h2>
          <Rows
            rows={figures.tenders.map(({ kind, count, amountMinor }): Row => [
              `${kinds[kind]} (${count})`,
              money(amountMinor),
            ])}
          />
        </>
      )}
      {figures.taxes.length > 0 && (
        <>
          <h2>Tax</h2>
          <table>
            <thead>
              <tr>
                <th scope="col">Rate</th>
                <th scope="col">Net</th>
                <th scope="col">Tax</th>
                <th scope="col">Gross</th>
              </tr>
            </thead>
            <tbody>
              {figures.taxes.map((tax) => (
                <tr key={`${tax.taxClass} ${tax.taxRateBasisPoints}`}>
                  <th scope="row">{rate.format(tax.taxRateBasisPoints / 10_000)}</th>
                  <td>{money(tax.netMinor)}</td>
                  <td>{money(tax.taxMinor)}</td>
                  <td>{money(tax.grossMinor)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </>
  );
}

/** Names and values; the last `strong` of them stand out. */
function Rows({ rows, strong = 0 }: { rows: readonly Row[]; strong?: number }) {
  return (
    <dl className={classes["rows"]}>
      {rows.map(([name, value], index) => (
        <div key={`${index} ${name}`} data-strong={index >= rows.length - strong || undefined}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
