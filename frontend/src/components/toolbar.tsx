import { Group } from "@mantine/core";
import type { ReactNode } from "react";

/** Search and filters above a list. */
export function Toolbar({ children, label = "Filters" }: { children: ReactNode; label?: string }) {
  return (
    <Group role="search" aria-label={label} gap="sm" mb="md" align="flex-end">
      {children}
    </Group>
  );
}
