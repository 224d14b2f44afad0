import { Title } from "@mantine/core";
import { useId, type ReactNode } from "react";
import classes from "./section.module.css";

/** A part of a page on a surface of its own, with a heading. */
export function Section(props: {
  title: string;
  /** At the right of the heading. */
  actions?: ReactNode;
  /** Content that reaches the edges, such as a table. */
  flush?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={classes["section"]} aria-labelledby={id}>
      <div className={classes["head"]}>
        <Title order={2} size="h5" id={id}>
          {props.title}
        </Title>
        {props.actions && <div className={classes["actions"]}>{props.actions}</div>}
      </div>
      <div className={classes["body"]} data-flush={props.flush || undefined}>
        {props.children}
      </div>
    </section>
  );
}
