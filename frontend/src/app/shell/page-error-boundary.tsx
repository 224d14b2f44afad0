import { Button } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { Component, type ReactNode } from "react";
import { StatePanel } from "../../components/state-panel.tsx";

/** Catches what a page did not expect, or that its code could not be fetched; the navigation stays usable. */
export class PageErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    // What a browser says when a file of the app is no longer there.
    const unreachable = /dynamically imported module|module script failed|preload/i.test(error.message);
    return (
      <>
        <title>Error · CloudPOS</title>
        <StatePanel
          icon={unreachable ? IconRefresh : IconAlertTriangle}
          order={1}
          title={unreachable ? "This page could not be loaded" : "This page stopped"}
          action={<Button onClick={() => location.reload()}>Load again</Button>}
        >
          {unreachable
            ? "Either the connection was lost, or CloudPOS was updated. Sales on this device are safe."
            : `Sales on this device are safe. ${error.message}`}
        </StatePanel>
      </>
    );
  }
}
