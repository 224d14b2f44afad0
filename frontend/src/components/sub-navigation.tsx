import { NavLink } from "react-router";
import classes from "./sub-navigation.module.css";

/** The pages of one place. */
export function SubNavigation(props: {
  label: string;
  pages: readonly { to: string; label: string; end?: boolean }[];
}) {
  return (
    <nav aria-label={props.label} className={classes["navigation"]}>
      {props.pages.map(({ to, label, end }) => (
        <NavLink key={to} to={to} end={end ?? false} className={classes["entry"] ?? ""}>
          {label}
        </NavLink>
      ))}
    </nav>
  );
}
