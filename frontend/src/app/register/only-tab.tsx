import { Button } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { useEffect, useState, type ReactNode } from "react";
import { StatePanel } from "../../components/state-panel.tsx";
import { Waiting } from "../../components/waiting.tsx";

const lockName = "cloudpos.register";
/** The page before a reload gives its lock back within this time. */
const patienceMs = 1_500;

/**
 * Shows its children in one tab of this browser at a time: two tabs would each keep a cart of their own and write it
 * over the other's.
 */
export function OnlyTab({ children }: { children: ReactNode }) {
  const [state, setState] = useState<"asking" | "mine" | "elsewhere">("asking");
  useEffect(() => {
    const locks = navigator.locks as LockManager | undefined;
    // Not on plain http addresses: only a developer is there.
    if (locks === undefined) return setState("mine");
    let gone = false;
    let release = () => undefined as void;
    const leave = new AbortController();
    const timer = setTimeout(() => leave.abort(), patienceMs);
    locks
      .request(lockName, { signal: leave.signal }, () => {
        clearTimeout(timer);
        if (gone) return undefined;
        setState("mine");
        return new Promise<void>((resolve) => (release = resolve));
      })
      // Another tab has it, or has just taken it over.
      .catch(() => {
        if (!gone) setState("elsewhere");
      });
    return () => {
      gone = true;
      clearTimeout(timer);
      leave.abort();
      release();
    };
  }, []);

  if (state === "mine") return children;
  if (state === "asking") return <Waiting label="Loading the register" />;
  return (
    <StatePanel
      icon={IconCopy}
      order={1}
      title="The register is open in another tab"
      action={<Button onClick={() => void takeOver()}>Use it here</Button>}
    >
      One tab sells at a time, so that there is one cart. What is in it comes along.
    </StatePanel>
  );
}

/** Takes the register from the tab that has it, and starts anew with what that tab has stored. */
async function takeOver(): Promise<void> {
  await navigator.locks.request(lockName, { steal: true }, () => Promise.resolve());
  location.reload();
}
