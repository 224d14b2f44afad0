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

const storageKey = "cloudpos.session";

/** The session of this browser tab: survives a reload, ends with the tab. */
export class SessionStore {
  readonly store: Store<SessionState>;
  private readonly storage: Storage;
  private expiryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(storage: Storage) {
    this.storage = storage;
    const stored = readJson<Session>(storage, storageKey);
    const alive = stored !== null && Date.parse(stored.expiresAt) > Date.now();
    this.store = createStore<SessionState>({ session: alive ? stored : null, expired: false });
    this.watchExpiry();
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

  /** The server no longer takes the token, or its time is over. */
  expire(): void {
    if (this.store.get().session !== null) this.replace({ session: null, expired: true });
  }

  private replace(state: SessionState): void {
    writeJson(this.storage, storageKey, state.session);
    this.store.set(state);
    this.watchExpiry();
  }

  private watchExpiry(): void {
    clearTimeout(this.expiryTimer);
    const { session } = this.store.get();
    if (session === null) return;
    this.expiryTimer = setTimeout(() => this.expire(), Date.parse(session.expiresAt) - Date.now());
  }
}
