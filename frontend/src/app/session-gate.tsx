import { useEffect, useState, type ReactNode } from "react";
import { OfficeSignIn } from "../features/auth/components/office-sign-in.tsx";
import { SignInScreen } from "../features/auth/components/sign-in-screen.tsx";
import { readDevice } from "../features/auth/device.ts";
import { isAtRegister, SessionContext, type Session } from "../lib/session-context.ts";
import { useStore } from "../lib/store.ts";
import { useRuntime } from "./runtime-context.ts";

/** Sign-in while nobody is signed in, in place of the page: its address stays, and shows it afterwards. */
export function SessionGate({ children }: { children: ReactNode }) {
  const runtime = useRuntime();
  const { session, expired } = useStore(runtime.session.store);
  const unsent = useStore(runtime.unsentSales.store).sales.length;
  // Fetched while the PIN is typed, so that the register is there at once.
  useEffect(() => void import("./register-page.tsx").catch(() => undefined), []);
  const [way, setWay] = useState<"register" | "office">(usualWay);
  const locked = useStore(runtime.lock.store);
  const atRegister = session !== null && isAtRegister(session);
  useEffect(() => (atRegister ? runtime.lock.watch() : undefined), [runtime, atRegister]);
  if (atRegister && locked) {
    return (
      <>
        <title>Locked · CloudPOS</title>
        <SignInScreen
          notice="Locked. The cart is kept; your PIN opens it again."
          locked={session.user}
          onSignedIn={(signedIn) => {
            runtime.session.signIn(signedIn);
            runtime.lock.unlock();
          }}
          onOffice={() => undefined}
        />
      </>
    );
  }
  if (session === null) {
    const notice = signInNotice(expired, unsent);
    const onSignedIn = (signedIn: Session) => {
      runtime.lock.unlock();
      runtime.session.signIn(signedIn);
    };
    return (
      <>
        <title>Sign in · CloudPOS</title>
        {way === "register" ? (
          <SignInScreen notice={notice} onSignedIn={onSignedIn} onOffice={() => setWay("office")} />
        ) : (
          <OfficeSignIn notice={notice} onSignedIn={onSignedIn} onRegister={() => setWay("register")} />
        )}
      </>
    );
  }
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** By PIN on a device that is a register, or is about to become one; else by e-mail. */
function usualWay(): "register" | "office" {
  return readDevice() !== null || location.pathname === "/" ? "register" : "office";
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
