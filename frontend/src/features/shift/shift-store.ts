import type { CashMovement, CurrentShift, Shift } from "@cloudpos/contracts";
import { createStore, type Store } from "../../lib/store.ts";
import { readJson, writeJson } from "../../lib/stored-json.ts";

/** What this device knows of its register's shift. */
export interface ShiftState {
  /** The register it is about; null before anyone signed in. */
  registerId: string | null;
  /** The open shift; null when there is none, or none is known. */
  shift: Shift | null;
  cashMovements: readonly CashMovement[];
  /** `asking` before the first answer, `failed` when the server could not be asked: then `shift` is what was last known. */
  status: "asking" | "known" | "failed";
  /** Why it could not be asked. */
  error: Error | null;
  /** Somebody chose to sell without a shift; ends with the session. */
  skipped: boolean;
}

const storageKey = "cloudpos.shift";
const unknown: ShiftState = {
  registerId: null,
  shift: null,
  cashMovements: [],
  status: "asking",
  error: null,
  skipped: false,
};

/** The shift of this device's register, remembered so that sales without the server still carry it. */
export class ShiftStore {
  readonly store: Store<ShiftState>;
  private readonly storage: Storage;
  private readonly read: () => Promise<CurrentShift>;

  constructor(storage: Storage, read: () => Promise<CurrentShift>) {
    this.storage = storage;
    this.read = read;
    this.store = createStore(unknown);
  }

  /** Id of the shift that a sale at this register belongs to; null when there is none. */
  idFor(registerId: string): string | null {
    const { shift } = this.store.get();
    return shift?.registerId === registerId ? shift.id : null;
  }

  /** Asks the server; what was known before holds until it answers. */
  async refresh(registerId: string): Promise<void> {
    if (this.store.get().registerId !== registerId) {
      const stored = readJson<Shift>(this.storage, storageKey);
      this.store.set({ ...unknown, registerId, shift: stored?.registerId === registerId ? stored : null });
    }
    try {
      const { shift, cashMovements } = await this.read();
      if (this.store.get().registerId === registerId)
        this.replace({ shift, cashMovements, status: "known", error: null });
    } catch (error) {
      if (this.store.get().registerId === registerId)
        this.replace({ status: "failed", error: error as Error });
    }
  }

  /** A shift was opened here. */
  opened(shift: Shift): void {
    this.replace({ shift, cashMovements: [], status: "known", error: null, skipped: false });
  }

  /** Cash went in or out here. */
  moved(movement: CashMovement): void {
    const { cashMovements } = this.store.get();
    if (cashMovements.some(({ id }) => id === movement.id)) return;
    this.replace({ cashMovements: [...cashMovements, movement] });
  }

  /** The shift was closed here. */
  closed(): void {
    this.replace({ shift: null, cashMovements: [], status: "known", error: null });
  }

  /** Somebody sells without a shift: the server flags those sales. */
  skip(): void {
    this.replace({ skipped: true });
  }

  /** Nobody is signed in: what one person chose is not for the next. */
  forgetChoice(): void {
    if (this.store.get().skipped) this.replace({ skipped: false });
  }

  private replace(change: Partial<ShiftState>): void {
    const next = { ...this.store.get(), ...change };
    writeJson(this.storage, storageKey, next.shift);
    this.store.set(next);
  }
}
