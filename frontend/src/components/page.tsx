import { Group, Text, Title } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useEffect, useRef, type ReactNode } from "react";
import { Link, useNavigationType } from "react-router";
import classes from "./page.module.css";

/** A page of the back office: its heading, the browser's title, what can be done on it. */
export function Page(props: {
  title: string;
  /** Said below the heading. */
  subtitle?: ReactNode;
  /** Where "back" leads, for a page below another. */
  back?: { to: string; label: string };
  /** Buttons at the right of the heading. */
  actions?: ReactNode;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const followed = useNavigationType() !== "POP";
  // A screen reader then says where it is; after a reload the browser does that itself.
  useEffect(() => {
    if (followed) heading.current?.focus({ preventScroll: true });
    // Only when the page appears: filters in the address change it as well.
  }, []);
  return (
    <>
      <title>{`${props.title} · CloudPOS`}</title>
      {props.back && (
        <Link className={classes["back"]} to={props.back.to}>
          <IconArrowLeft size={18} aria-hidden /> {props.back.label}
        </Link>
      )}
      <header className={classes["head"]}>
        <div className={classes["names"]}>
          <Title order={1} size="h2" ref={heading} tabIndex={-1} className={classes["heading"] ?? ""}>
            {props.title}
          </Title>
          {props.subtitle && (
            <Text component="div" size="sm" mt={2} style={{ color: "var(--ink-soft)" }}>
              {props.subtitle}
            </Text>
          )}
        </div>
        {props.actions && <Group gap="sm">{props.actions}</Group>}
      </header>
      {props.children}
    </>
  );
}
