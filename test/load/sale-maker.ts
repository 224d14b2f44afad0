import {
  saleTotals,
  type Customer,
  type Product,
  type Sale,
  type SaleLine,
  type Store,
} from "@cloudpos/contracts";
import { newSaleId } from "../../services/transaction/testing.ts";
import type { Random } from "../api/random.ts";
import type { OpenRegister } from "./shop.ts";

/** Makes the sales of one register: every kind that needs nobody but the customer and cash. */
export class SaleMaker {
  readonly #random: Random;
  readonly #store: Store;
  readonly #register: Pick<OpenRegister, "id" | "shiftId">;
  readonly #products: readonly Product[];
  readonly #customers: readonly Customer[];
  /** Sales of this register that were answered and of which nothing was given back yet. */
  readonly #returnable: Sale[] = [];

  constructor(
    random: Random,
    shop: { store: Store; products: readonly Product[]; customers: readonly Customer[] },
    register: Pick<OpenRegister, "id" | "shiftId">,
  ) {
    this.#random = random;
    this.#store = shop.store;
    this.#products = shop.products;
    this.#customers = shop.customers;
    this.#register = register;
  }

  /** One sale in twenty gives a line of an earlier one back. */
  next(): Sale {
    const earlier = this.#random.once(20) ? this.#returnable.shift() : undefined;
    const lines = earlier
      ? [this.#returned(earlier)]
      : Array.from({ length: 1 + this.#random.integer(5) }, () => this.#sold());
    const { netMinor, taxMinor, totalMinor } = saleTotals(lines, this.#store.pricesIncludeTax);
    const customerId = earlier
      ? earlier.customerId
      : this.#random.once(3) && this.#random.pick(this.#customers).id;
    const tenderedMinor = totalMinor > 0 ? Math.ceil(totalMinor / 500) * 500 : totalMinor;
    return {
      id: newSaleId(),
      registerId: this.#register.id,
      shiftId: this.#register.shiftId,
      soldAt: new Date().toISOString(),
      currency: this.#store.currency,
      ...(customerId && { customerId }),
      lines,
      totals: { netMinor, taxMinor, totalMinor },
      tenders: [
        { kind: "cash", amountMinor: totalMinor, tenderedMinor, changeMinor: tenderedMinor - totalMinor },
      ],
    };
  }

  /** Says that a sale is stored, so that goods of it may come back. */
  stored(sale: Sale): void {
    if (sale.lines.every((line) => line.quantityMilli > 0) && this.#returnable.length < 100) {
      this.#returnable.push(sale);
    }
  }

  #sold(): SaleLine {
    const product = this.#random.pick(this.#products);
    const quantityMilli = this.#random.once(6)
      ? 50 + this.#random.integer(2_000)
      : 1_000 * (1 + this.#random.integer(4));
    const price = Math.floor((product.priceMinor * quantityMilli) / 1_000);
    return {
      productId: product.id,
      sku: product.sku,
      name: product.name,
      category: product.category,
      quantityMilli,
      unitPriceMinor: product.priceMinor,
      discountMinor: this.#random.once(8) ? Math.floor(price / 10) : 0,
      taxClass: product.taxClass,
      taxRateBasisPoints: product.taxRateBasisPoints,
    };
  }

  #returned(sale: Sale): SaleLine {
    const index = this.#random.integer(sale.lines.length);
    const { quantityMilli, discountMinor, ...line } = sale.lines[index]!;
    return {
      ...line,
      quantityMilli: -quantityMilli,
      discountMinor: discountMinor === 0 ? 0 : -discountMinor,
      returnOf: { saleId: sale.id, lineNumber: index + 1 },
    };
  }
}
