import { useStore } from "../../../lib/store.ts";
import type { Connection, ConnectionMonitor } from "../connection.ts";
import classes from "./connection-badge.module.css";

const words: Record<Connection, string> = {
  online: "Online",
  unreachable: "Server not reachable",
  offline: "No network",
};

/** Whether the server can be reached, in colour and in words. */
export function ConnectionBadge({ monitor }: { monitor: ConnectionMonitor }) {
  const connection = useStore(monitor.store);
  return (
    <span className={classes["badge"]} data-connection={connection} role="status" aria-label="Connection">
      <span className={classes["dot"]} aria-hidden="true" />
      {words[connection]}
    </span>
  );
}
