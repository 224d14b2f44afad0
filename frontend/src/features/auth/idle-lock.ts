import { createStore, type Store } from "../../lib/store.ts";

const storageKey = "cloudpos.locked";
const checkEveryMs = 5_000;
/** A till that nobody touched for this long asks for a PIN again. */
export const idleMs = 15 * 60_000;

/**
 * Locks the screen of a register that was left alone. The session goes on behind it, so that sales are sent and
 * payments are followed; the cart stays as it is. A reload does not unlock.
 */
export class IdleLock {
  readonly store: Store<boolean>;
  private readonly storage: Storage;
  private lastTouch = Date.now();

  /** @param storage of the browser tab, as the session's. */
  constructor(storage: Storage) {
    this.storage = storage;
    this.store = createStore(storage.getItem(storageKey) !== null);
  }

  /** Locks now. */
  lock(): void {
    this.storage.setItem(storageKey, "yes");
    this.store.set(true);
  }

  /** Somebody has shown their PIN. */
  unlock(): void {
    this.storage.removeItem(storageKey);
    this.lastTouch = Date.now();
    this.store.set(false);
  }

  /** Watches keys and touches while somebody is signed in at a register. @returns a function that stops. */
  watch(): () => void {
    this.lastTouch = Date.now();
    const touched = () => (this.lastTouch = Date.now());
    const check = () => {
      if (!this.store.get() && Date.now() - this.lastTouch >= idleMs) this.lock();
    };
    const events = ["pointerdown", "keydown", "wheel"] as const;
    for (const event of events) window.addEventListener(event, touched, { capture: true, passive: true });
    // A tablet that slept runs no timer: it is checked when it is looked at again.
    document.addEventListener("visibilitychange", check);
    const timer = setInterval(check, checkEveryMs);
    return () => {
      for (const event of events) window.removeEventListener(event, touched, { capture: true });
      document.removeEventListener("visibilitychange", check);
      clearInterval(timer);
    };
  }
}
