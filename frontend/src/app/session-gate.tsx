import { useEffect, type ReactNode } from "react";
import { SignInScreen } from "../features/auth/components/sign-in-screen.tsx";
import { SessionContext } from "../lib/session-context.ts";
import { useStore } from "../lib/store.ts";
import { useRuntime } from "./runtime-context.ts";

/** Sign-in while nobody is signed in, in place of the page: its address stays, and shows it afterwards. */
export function SessionGate({ children }: { children: ReactNode }) {
  const runtime = useRuntime();
  const { session, expired } = useStore(runtime.session.store);
  const unsent = useStore(runtime.unsentSales.store).sales.length;
  // Fetched while the PIN is typed, so that the register is there at once.
  useEffect(() => void import("./register-page.tsx").catch(() => undefined), []);
  if (session === null) {
    return (
      <>
        <title>Sign in · CloudPOS</title>
        <SignInScreen
          notice={signInNotice(expired, unsent)}
          onSignedIn={(signedIn) => runtime.session.signIn(signedIn)}
        />
      </>
    );
  }
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** What the next person to sign in should know. */
function signInNotice(expired: boolean, unsent: number): string | null {
  const notices = [
    expired && "Your session has ended. Sign in again; the cart is kept.",
    unsent > 0 &&
      `${unsent} ${unsent === 1 ? "sale waits" : "sales wait"} on this register to be sent. Signing in sends ${unsent === 1 ? "it" : "them"}.`,
  ].filter((notice) => notice !== false);
  return notices.length > 0 ? notices.join(" ") : null;
}
