import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./side-by-side.module.css";

/** Two parts of a form beside each other, so that nothing of it is out of sight; one below the other where it is narrow. */
export function SideBySide({ left, right }: { left: ReactNode; right: ReactNode }) {
  return (
    <div className={classes["beside"]}>
      <Stack gap="md">{left}</Stack>
      <Stack gap="md">{right}</Stack>
    </div>
  );
}
