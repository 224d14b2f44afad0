import { createStore, type Store } from "../../lib/store.ts";

/** Whether the server can be reached: `offline` = this device has no network at all. */
export type Connection = "online" | "unreachable" | "offline";

const checkEveryMs = 10_000;

/** Watches the connection: by what requests report, by the browser's events, and by asking when it is quiet. */
export class ConnectionMonitor {
  readonly store: Store<Connection> = createStore<Connection>("online");
  private readonly check: () => Promise<boolean>;
  private readonly onBack: () => void;

  /**
   * @param check asks the server for a sign of life.
   * @param onBack called when the server is reached again.
   */
  constructor(check: () => Promise<boolean>, onBack: () => void) {
    this.check = check;
    this.onBack = onBack;
  }

  /** A request was answered, or was not. */
  report(reached: boolean): void {
    const before = this.store.get();
    this.store.set(reached ? "online" : navigator.onLine ? "unreachable" : "offline");
    if (reached && before !== "online") this.onBack();
  }

  /** Starts to watch. @returns a function that stops. */
  start(): () => void {
    const ask = () => void this.check().then((reached) => this.report(reached));
    const offline = () => this.report(false);
    window.addEventListener("online", ask);
    window.addEventListener("offline", offline);
    const timer = setInterval(ask, checkEveryMs);
    ask();
    return () => {
      window.removeEventListener("online", ask);
      window.removeEventListener("offline", offline);
      clearInterval(timer);
    };
  }
}
