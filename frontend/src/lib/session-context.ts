import type { Register, Session, Store } from "@cloudpos/contracts";
import { mayDo, type Permission } from "@cloudpos/contracts/roles";
import { createContext, use, useMemo } from "react";
import { moneyOf, type Money } from "./format.ts";

/** Someone is signed in: at a register by PIN, or in the back office, where there is no register. */
export type { Session };

/** Someone is signed in at a register. */
export type RegisterSession = Session & { register: Register };

/** Whether somebody is signed in at a register. */
export function isAtRegister(session: Session): session is RegisterSession {
  return session.register !== undefined;
}

/** Gives components the session; there is none outside it. */
export const SessionContext = createContext<Session | null>(null);

/** Who is signed in, and where. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error("useSession needs a SessionContext around it");
  return session;
}

/** Whether the signed-in person's role includes `permission`. The server checks again. */
export function useMay(permission: Permission): boolean {
  return mayDo(useSession().user.role, permission);
}

/** The signed-in store and how it writes amounts. */
export function useStoreMoney(): { store: Store; money: Money } {
  const { store } = useSession();
  const money = useMemo(() => moneyOf(store), [store]);
  return { store, money };
}
