import { NavLink } from "react-router";
import type { Session } from "../../lib/session-context.ts";
import { placesOf } from "../places.ts";
import classes from "./navigation.module.css";

/** The one navigation of the app: only what the signed-in person may open. */
export function Navigation(props: {
  session: Session;
  /** `rail` follows the width of the screen; `list` is always icon and label side by side. */
  shape: "rail" | "list";
  onFollow?: () => void;
}) {
  const mine = placesOf(props.session);
  return (
    <nav aria-label="Main" className={classes["navigation"]} data-shape={props.shape}>
      {(["till", "office"] as const).map((group) => {
        const entries = mine.filter((place) => place.group === group);
        return entries.length === 0 ? null : (
          <ul key={group} className={classes["group"]} aria-label={group === "till" ? "Till" : "Back office"}>
            {entries.map(({ path, label, icon: Icon }) => (
              <li key={path}>
                <NavLink
                  to={path}
                  end={path === "/"}
                  className={classes["entry"] ?? ""}
                  {...(props.onFollow && { onClick: props.onFollow })}
                >
                  <Icon size={22} stroke={1.75} aria-hidden />
                  <span>{label}</span>
                </NavLink>
              </li>
            ))}
          </ul>
        );
      })}
    </nav>
  );
}
