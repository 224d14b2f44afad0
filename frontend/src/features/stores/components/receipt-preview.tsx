import type { Money } from "../../../lib/format.ts";
import classes from "./stores.module.css";

/** How the store's receipts will look. */
export function ReceiptPreview(props: {
  name: string;
  header: readonly string[];
  footer: readonly string[];
  money: Money;
  taxNote: string;
}) {
  const { money } = props;
  return (
    <figure className={classes["preview"]}>
      <figcaption className="soft">How a receipt looks</figcaption>
      <div className={classes["paper"]}>
        <strong>{props.name || "Store"}</strong>
        {props.header.map((line, index) => (
          <div key={index}>{line}</div>
        ))}
        <hr />
        <div className={classes["paperLine"]}>
          <span>Coffee beans</span>
          <span>{money(1290)}</span>
        </div>
        <div className={classes["paperLine"]}>
          <span>2 × Oat biscuits</span>
          <span>{money(598)}</span>
        </div>
        <hr />
        <div className={classes["paperLine"]}>
          <strong>Total</strong>
          <strong>{money(1888)}</strong>
        </div>
        <div className={classes["paperLine"]}>
          <span>{props.taxNote}</span>
          <span>{money(353)}</span>
        </div>
        {props.footer.length > 0 && <hr />}
        {props.footer.map((line, index) => (
          <div key={index}>{line}</div>
        ))}
      </div>
    </figure>
  );
}
