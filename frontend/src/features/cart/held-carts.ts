import { createStore, type Store } from "../../lib/store.ts";
import { readJson, writeJson } from "../../lib/stored-json.ts";
import { isCart } from "./cart-store.ts";
import type { Cart } from "./cart.ts";

/** A cart put aside, to go on with later. */
export interface HeldCart {
  /** The id of its sale. */
  id: string;
  name: string;
  /** ISO 8601. */
  heldAt: string;
  /** Who held it. */
  heldBy: string;
  cart: Cart;
}

const storageKey = "cloudpos.held-carts";

/** The carts held on this device, oldest first; they outlive a reload and the session. */
export class HeldCarts {
  readonly store: Store<readonly HeldCart[]>;
  private readonly storage: Storage;

  /** @param isSold whether a sale was already completed: its cart is not offered again. */
  constructor(storage: Storage, isSold: (saleId: string) => boolean) {
    this.storage = storage;
    const stored = readJson<HeldCart[]>(storage, storageKey);
    const held = Array.isArray(stored) ? stored : [];
    this.store = createStore<readonly HeldCart[]>(held.filter(({ id, cart }) => isCart(cart) && !isSold(id)));
  }

  /**
   * Puts a cart aside.
   * @throws DOMException when the storage is full; the cart was not put aside.
   */
  hold(cart: Cart, name: string, heldBy: string, at: Date): void {
    if (cart.saleId === null) return;
    const entry: HeldCart = {
      id: cart.saleId,
      name: name.trim() || this.freeName(cart),
      heldAt: at.toISOString(),
      heldBy,
      cart,
    };
    this.replace([...this.store.get().filter(({ id }) => id !== entry.id), entry]);
  }

  /** Takes a cart back. @returns it, or null when it is no longer there. */
  recall(id: string): Cart | null {
    const entry = this.store.get().find((each) => each.id === id);
    if (!entry) return null;
    this.replace(this.store.get().filter((each) => each !== entry));
    return entry.cart;
  }

  private freeName(cart: Cart): string {
    if (cart.customer) return cart.customer.name;
    const names = new Set(this.store.get().map(({ name }) => name));
    let number = 1;
    while (names.has(`Cart ${number}`)) number += 1;
    return `Cart ${number}`;
  }

  private replace(held: readonly HeldCart[]): void {
    writeJson(this.storage, storageKey, held.length === 0 ? null : held);
    this.store.set(held);
  }
}
