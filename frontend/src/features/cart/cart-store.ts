import { createStore, type Store } from "../../lib/store.ts";
import { readJson, writeJson } from "../../lib/stored-json.ts";
import { cartReducer, emptyCart, type Cart, type CartAction } from "./cart.ts";

const storageKey = "cloudpos.cart";

/** The cart of this device: kept over a reload, over other screens, and over signing out and in again. */
export class CartStore {
  readonly store: Store<Cart>;
  private readonly storage: Storage;

  /** @param isSold whether a sale with this id was already completed: its cart is not restored. */
  constructor(storage: Storage, isSold: (saleId: string) => boolean) {
    this.storage = storage;
    const stored = readJson<unknown>(storage, storageKey);
    this.store = createStore(isCart(stored) && !isSold(stored.saleId ?? "") ? stored : emptyCart);
  }

  get cart(): Cart {
    return this.store.get();
  }

  dispatch(action: CartAction): void {
    const next = cartReducer(this.store.get(), action);
    if (next === this.store.get()) return;
    const nothing = next.saleId === null && next.customer === null;
    writeJson(this.storage, storageKey, nothing ? null : next);
    this.store.set(next);
  }
}

/** Whether something stored is a cart of this version of the app. */
export function isCart(stored: unknown): stored is Cart {
  if (typeof stored !== "object" || stored === null) return false;
  const { lines, approvals } = stored as Partial<Cart>;
  return (
    Array.isArray(lines) && Array.isArray(approvals) && lines.every((line) => typeof line.key === "string")
  );
}
