import { ApiError } from "../../lib/api-client.ts";
import type { Session } from "../../lib/session-context.ts";
import { createStore, type Store } from "../../lib/store.ts";
import { readJson, writeJson } from "../../lib/stored-json.ts";

export type { Session };

/** Who is signed in, and why nobody is. */
export interface SessionState {
  session: Session | null;
  /** The last session ended by itself: the sign-in screen says so. */
  expired: boolean;
}

/** Asks the server for the next access token of a session, of another store when `storeId` is given. */
export type RenewSession = (request: { userId: string; storeId?: string }) => Promise<Session>;

const storageKey = "cloudpos.session";
/** Renewed this long before the access token ends, so that no request has to wait for it. */
const renewAheadMs = 60_000;
const retryMs = 15_000;

/** The session of this browser tab: survives a reload, ends with the tab. Access tokens are renewed as they end. */
export class SessionStore {
  readonly store: Store<SessionState>;
  private readonly storage: Storage;
  private readonly renewSession: RenewSession;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private renewal: Promise<string | null> | undefined;

  constructor(storage: Storage, renewSession: RenewSession) {
    this.storage = storage;
    this.renewSession = renewSession;
    const stored = readJson<Session>(storage, storageKey);
    const alive = stored !== null && Date.parse(stored.sessionEndsAt) > Date.now();
    this.store = createStore<SessionState>({ session: alive ? stored : null, expired: false });
    this.watch();
  }

  /** The access token, or null when nobody is signed in. */
  token(): string | null {
    return this.store.get().session?.accessToken ?? null;
  }

  signIn(session: Session): void {
    this.replace({ session, expired: false });
  }

  signOut(): void {
    this.replace({ session: null, expired: false });
  }

  /** The server no longer takes the session, or its time is over. */
  expire(): void {
    if (this.store.get().session !== null) this.replace({ session: null, expired: true });
  }

  /**
   * Fetches the next access token; calls at the same time share one request.
   * @returns null when the session is over.
   * @throws ApiError | NetworkError when the server could not say; the session is kept.
   */
  renew(): Promise<string | null> {
    this.renewal ??= this.ask().finally(() => (this.renewal = undefined));
    return this.renewal;
  }

  /**
   * Works in another of the person's stores from now on; only in the back office.
   * @throws ApiError | NetworkError
   */
  async changeStore(storeId: string): Promise<void> {
    await this.renewal?.catch(() => undefined);
    if ((await this.ask(storeId)) === null) this.expire();
  }

  private async ask(storeId?: string): Promise<string | null> {
    const { session } = this.store.get();
    if (session === null) return null;
    try {
      // One tab at a time: each renewal replaces the cookie that the next one needs.
      const next = await alone(() =>
        this.renewSession({ userId: session.user.id, ...(storeId !== undefined && { storeId }) }),
      );
      // Somebody may have signed out while it was under way.
      if (this.store.get().session?.user.id !== next.user.id) return null;
      this.replace({ session: next, expired: false });
      return next.accessToken;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  }

  private replace(state: SessionState): void {
    writeJson(this.storage, storageKey, state.session);
    this.store.set(state);
    this.watch();
  }

  /** Renews in time; without the server it tries again, until the session's own end. */
  private watch(delayMs?: number): void {
    clearTimeout(this.timer);
    const { session } = this.store.get();
    if (session === null) return;
    const left = Date.parse(session.sessionEndsAt) - Date.now();
    const next = delayMs ?? Math.max(0, Date.parse(session.expiresAt) - renewAheadMs - Date.now());
    this.timer = setTimeout(
      () => {
        if (Date.parse(session.sessionEndsAt) <= Date.now()) return this.expire();
        this.renew().then(
          (token) => {
            if (token === null) this.expire();
          },
          () => this.watch(retryMs),
        );
      },
      Math.max(0, Math.min(next, left)),
    );
  }
}

/** Runs `action` while no other tab of this origin does the same. */
function alone<T>(action: () => Promise<T>): Promise<T> {
  // Not on plain http addresses, where there is only the one tab of a developer.
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  return locks ? (locks.request("cloudpos.session", action) as Promise<T>) : action();
}
