import { useEffect, useEffectEvent } from "react";
import { listenToScanner } from "./scanner-listener.ts";

/** Calls `onScan` with every scanned barcode while the component is shown. */
export function useScanner(onScan: (code: string) => void): void {
  const scanned = useEffectEvent(onScan);
  useEffect(() => listenToScanner(window, (code) => scanned(code)), []);
}
