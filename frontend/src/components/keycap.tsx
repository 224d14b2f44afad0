import type { ReactNode } from "react";
import classes from "./keycap.module.css";

/** A key of the keyboard, beside what it does. Not read aloud: the control says `aria-keyshortcuts` itself. */
export function Keycap({ children }: { children: ReactNode }) {
  return (
    <kbd className={classes["keycap"]} aria-hidden="true">
      {children}
    </kbd>
  );
}
