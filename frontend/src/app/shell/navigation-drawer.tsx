import { ActionIcon, Drawer } from "@mantine/core";
import { IconMenu2 } from "@tabler/icons-react";
import { useState } from "react";
import type { Session } from "../../lib/session-context.ts";
import { Navigation } from "./navigation.tsx";

/** A button that opens the navigation over the screen: where a screen needs the whole width for itself. */
export function NavigationDrawer({ session }: { session: Session }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <ActionIcon aria-label="Menu" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <IconMenu2 aria-hidden />
      </ActionIcon>
      <Drawer
        opened={open}
        onClose={() => setOpen(false)}
        title="CloudPOS"
        size={300}
        closeButtonProps={{ "aria-label": "Close menu", size: 48 }}
        transitionProps={{ duration: 0 }}
      >
        <Navigation session={session} shape="list" onFollow={() => setOpen(false)} />
      </Drawer>
    </>
  );
}
