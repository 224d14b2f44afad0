import { IconArrowDownRight, IconArrowUpRight } from "@tabler/icons-react";
import { useSession } from "../../../lib/session-context.ts";
import { change } from "../range.ts";
import classes from "./reports.module.css";

/** One number of a period, and how it changed since the one before. */
export function KeyFigure(props: {
  name: string;
  value: string;
  now: number;
  before: number;
  /** Less is better, as with refunds: the colours change sides. */
  lessIsBetter?: boolean;
}) {
  const { store } = useSession();
  const share = change(props.now, props.before);
  const percent = (value: number) =>
    new Intl.NumberFormat(store.locale, { style: "percent", maximumFractionDigits: 0 }).format(value);
  const better = share !== null && share !== 0 && share > 0 !== (props.lessIsBetter ?? false);
  return (
    <div className={classes["figure"]}>
      <dt>{props.name}</dt>
      <dd className={classes["value"]}>{props.value}</dd>
      <dd className={classes["change"]} data-better={share === null || share === 0 ? undefined : better}>
        {share === null ? (
          "nothing before"
        ) : (
          <>
            {share > 0 && <IconArrowUpRight size={16} aria-hidden />}
            {share < 0 && <IconArrowDownRight size={16} aria-hidden />}
            {share > 0 && share <= 9.99 ? "+" : ""}
            {/* Ten times as much or a hundred: there was next to nothing before. */}
            {share > 9.99 ? `>${percent(9.99)}` : percent(share)} <span className="soft">vs before</span>
          </>
        )}
      </dd>
    </div>
  );
}
