import { mayDo } from "@cloudpos/contracts/roles";
import { QueryClient } from "@tanstack/react-query";
import { renewSession } from "../features/auth/api/session.ts";
import { readDevice } from "../features/auth/device.ts";
import { IdleLock } from "../features/auth/idle-lock.ts";
import { SessionStore } from "../features/auth/session.ts";
import { readCategories, readChanges } from "../features/catalogue/api/products.ts";
import { CatalogueStore } from "../features/catalogue/catalogue-store.ts";
import { isServerAlive } from "../features/connection/api/health.ts";
import { ConnectionMonitor } from "../features/connection/connection.ts";
import { readCurrentShift } from "../features/shift/api/shifts.ts";
import { ShiftStore } from "../features/shift/shift-store.ts";
import { postSale } from "../features/unsent-sales/api/post-sale.ts";
import { UnsentSaleQueue } from "../features/unsent-sales/unsent-sales.ts";
import { ApiClient, ApiError } from "../lib/api-client.ts";
import { isAtRegister, type RegisterSession } from "../lib/session-context.ts";
import { Till } from "./till.ts";

/** The parts of the app that live longer than any screen. */
export interface Runtime {
  session: SessionStore;
  lock: IdleLock;
  connection: ConnectionMonitor;
  api: ApiClient;
  queries: QueryClient;
  unsentSales: UnsentSaleQueue;
  catalogue: CatalogueStore;
  shift: ShiftStore;
  till: Till;
}

/** Makes the parts and connects them. */
export function createRuntime(): Runtime {
  const session: SessionStore = new SessionStore(sessionStorage, (request) => renewSession(api, request));
  const connection = new ConnectionMonitor(isServerAlive, () => {
    unsentSales.sendNow();
    till.resume();
    refreshShift();
  });
  const api = new ApiClient({
    token: () => session.token(),
    deviceToken: () => readDevice()?.token ?? null,
    renew: () => session.renew(),
    reached: (ok) => connection.report(ok),
    unauthorized: () => session.expire(),
  });
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        // Trying again helps against a lost connection, not against an answer that says no.
        retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500),
        // The connection monitor decides what is offline; a paused query would show nothing at all.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
  const unsentSales = new UnsentSaleQueue({
    storage: localStorage,
    send: (sale) => postSale(api, sale),
    maySend: (sale) => session.store.get().session?.register?.id === sale.registerId,
    onAcknowledged: () => void queries.invalidateQueries({ queryKey: ["day-report"] }),
  });
  const catalogue = new CatalogueStore({
    changes: (since) => readChanges(api, since),
    categories: () => readCategories(api),
  });
  const shift = new ShiftStore(localStorage, () => readCurrentShift(api));
  const atRegister = (): RegisterSession | null => {
    const now = session.store.get().session;
    return now && isAtRegister(now) ? now : null;
  };
  const refreshShift = () => {
    const now = atRegister();
    if (now && mayDo(now.user.role, "shift:operate")) void shift.refresh(now.register.id);
  };
  const till = new Till({
    storage: localStorage,
    api,
    unsentSales,
    session: atRegister,
    shiftId: (registerId) => shift.idFor(registerId),
  });
  const whoAndWhere = () => {
    const now = session.store.get().session;
    return now && `${now.user.id} ${now.store.id}`;
  };
  let last = whoAndWhere();
  session.store.subscribe(() => {
    const now = whoAndWhere();
    const changed = now !== last;
    last = now;
    if (changed) {
      // What one person could read in one store is not for the next one.
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "sign-in-options" });
      shift.forgetChoice();
    }
    if (now === null) return;
    unsentSales.sendNow();
    if (changed) {
      refreshShift();
      till.resume();
    }
  });
  // Signed in already when the page was loaded.
  refreshShift();
  till.resume();
  return {
    session,
    lock: new IdleLock(sessionStorage),
    connection,
    api,
    queries,
    unsentSales,
    catalogue,
    shift,
    till,
  };
}
