import { Text, Title } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./state-panel.module.css";

/** In place of content: nothing there, not found, not allowed. Says what is so and what can be done. */
export function StatePanel(props: {
  icon: Icon;
  title: string;
  children?: ReactNode;
  /** Buttons or links below the text. */
  action?: ReactNode;
  /** 1 where the panel is the whole page. */
  order?: 1 | 2 | 3;
}) {
  const Icon = props.icon;
  return (
    <div className={classes["panel"]}>
      <Icon size={40} stroke={1.4} aria-hidden className={classes["icon"]} />
      <Title order={props.order ?? 2} size="h4">
        {props.title}
      </Title>
      {props.children && (
        <Text component="div" className={classes["text"] ?? ""}>
          {props.children}
        </Text>
      )}
      {props.action && <div className={classes["action"]}>{props.action}</div>}
    </div>
  );
}
