import type { Sale, SaleTender, Store } from "@cloudpos/contracts";
import { lineAmountMinor, saleTotals } from "@cloudpos/contracts/money";
import { formatQuantity, moneyOf } from "../../../lib/format.ts";
import classes from "./receipt.module.css";

/** What a receipt shows beside the sale itself. */
export interface ReceiptFacts {
  store: Store;
  /** Name of the register. */
  registerName: string;
  /** Who sold; null when that is not known here. */
  cashierName: string | null;
  /** Null while the server has not given a number: the sale is saved and will be sent. */
  receiptNumber: string | null;
  /** Printed before: it says so. */
  copy: boolean;
}

const tenderNames: Record<SaleTender["kind"], string> = {
  cash: "Cash",
  card: "Card",
  "gift-card": "Gift card",
};

/** A receipt as it is printed: everything the customer and the tax office ask for. */
export function Receipt({ sale, facts }: { sale: Sale; facts: ReceiptFacts }) {
  const { store } = facts;
  const money = moneyOf(store);
  const { buckets } = saleTotals(sale.lines, store.pricesIncludeTax);
  const time = new Intl.DateTimeFormat(store.locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: store.timeZone,
  });
  const roundingMinor = sale.roundingMinor ?? 0;
  const changeMinor = sale.tenders.reduce((sum, tender) => sum + tender.changeMinor, 0);
  return (
    <article className={classes["receipt"]} aria-label="Receipt">
      <header className={classes["head"]}>
        <strong>{store.name}</strong>
        {store.receiptHeader.map((line, index) => (
          <span key={index}>{line}</span>
        ))}
      </header>
      {facts.copy && <p className={classes["mark"]}>COPY</p>}
      <dl className={classes["facts"]}>
        <dt>Receipt</dt>
        <dd>{facts.receiptNumber ?? "number follows"}</dd>
        <dt>{time.format(new Date(sale.soldAt))}</dt>
        <dd>{facts.registerName}</dd>
        {facts.cashierName !== null && (
          <>
            <dt>Served by</dt>
            <dd>{facts.cashierName}</dd>
          </>
        )}
      </dl>
      <table className={classes["lines"]}>
        <tbody>
          {sale.lines.map((line, index) => (
            <tr key={index}>
              <td>
                {line.quantityMilli < 0 && <b>Return: </b>}
                {line.name}
                {(line.quantityMilli !== 1000 || line.discountMinor !== 0) && (
                  <small>
                    {formatQuantity(line.quantityMilli, store.locale)} × {money(line.unitPriceMinor)}
                    {line.discountMinor !== 0 && `, discount ${money(-line.discountMinor)}`}
                  </small>
                )}
                {line.giftCardCode !== undefined && <small>Gift card {line.giftCardCode}</small>}
              </td>
              <td>{money(lineAmountMinor(line))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table className={classes["totals"]}>
        <tbody>
          {!store.pricesIncludeTax && (
            <>
              <Row name="Net" amount={money(sale.totals.netMinor)} />
              <Row name="Tax" amount={money(sale.totals.taxMinor)} />
            </>
          )}
          <tr className={classes["total"]}>
            <th scope="row">Total</th>
            <td>{money(sale.totals.totalMinor)}</td>
          </tr>
          {roundingMinor !== 0 && <Row name="Cash rounding" amount={money(roundingMinor)} />}
          {sale.tenders.map((tender, index) => (
            <Row
              key={index}
              name={`${tenderNames[tender.kind]}${tender.amountMinor < 0 ? " paid back" : ""}`}
              amount={money(tender.tenderedMinor)}
            />
          ))}
          {changeMinor > 0 && <Row name="Change" amount={money(-changeMinor)} />}
        </tbody>
      </table>
      <table className={classes["tax"]}>
        <thead>
          <tr>
            <th scope="col">Tax</th>
            <th scope="col">Net</th>
            <th scope="col">Tax</th>
            <th scope="col">Gross</th>
          </tr>
        </thead>
        <tbody>
          {buckets.map((bucket) => (
            <tr key={`${bucket.taxClass} ${bucket.taxRateBasisPoints}`}>
              <th scope="row">{formatRate(bucket.taxRateBasisPoints, store.locale)}</th>
              <td>{money(bucket.netMinor)}</td>
              <td>{money(bucket.taxMinor)}</td>
              <td>{money(bucket.grossMinor)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <footer className={classes["foot"]}>
        {store.receiptFooter.map((line, index) => (
          <span key={index}>{line}</span>
        ))}
        <small>{sale.id}</small>
      </footer>
    </article>
  );
}

function Row({ name, amount }: { name: string; amount: string }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{amount}</td>
    </tr>
  );
}

/** A tax rate as people read it: `23 %`. */
function formatRate(basisPoints: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 }).format(
    basisPoints / 10_000,
  );
}
