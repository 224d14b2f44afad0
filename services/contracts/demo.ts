import { gtinCheckDigit } from "./barcode.ts";
import type { Register, StaffMember, Store } from "./auth.ts";
import type { Product } from "./inventory.ts";

/**
 * The demo shop. Its ids are fixed, so that services seed matching rows without asking each other.
 * Seeded only where `DEMO_DATA=true`; the PINs are public and must never guard a real shop.
 */

/** A fixed id: a UUID version 7 with the kind of thing and its number. */
export function demoId(kind: string, number: number): string {
  return `0198c0de-0000-7000-8000-${kind}${String(number).padStart(8, "0")}`;
}

/** Store `main`. */
export const demoStore: Store = {
  id: "0198c0de-0000-7000-8000-000000000001",
  code: "main",
  name: "Main Street",
  currency: "EUR",
  locale: "en-IE",
  timeZone: "Europe/Dublin",
  pricesIncludeTax: true,
  cashRoundingMinor: 1,
  receiptHeader: ["1 Main Street, Dublin", "VAT IE1234567T"],
  receiptFooter: ["Thank you for shopping with us"],
  revision: 1,
};

/** Store `harbour`: its cash is rounded to five cents. */
export const demoHarbour: Store = {
  id: "0198c0de-0000-7000-8000-000000000002",
  code: "harbour",
  name: "Harbour Row",
  currency: "EUR",
  locale: "en-IE",
  timeZone: "Europe/Dublin",
  pricesIncludeTax: true,
  cashRoundingMinor: 5,
  receiptHeader: ["7 Harbour Row, Galway", "VAT IE1234567T"],
  receiptFooter: ["Thank you for shopping with us", "Open every day until nine"],
  revision: 1,
};

/** Both stores. */
export const demoStores: readonly Store[] = [demoStore, demoHarbour];

/** Registers `main-1`, `main-2`, `harbour-1` and `harbour-2`. */
export const demoRegisters: readonly Register[] = demoStores.flatMap((store, storeIndex) =>
  [1, 2].map((number) => ({
    id: demoId("0000", 10 + storeIndex * 2 + number),
    storeId: store.id,
    code: `${store.code}-${number}`,
    name: `Register ${number}`,
    enrolled: false,
  })),
);

/** Somebody who works in the demo shop, with public secrets. */
export type DemoPerson = StaffMember & {
  /** For the registers. */
  pin: string;
  /** For the back office, with {@link demoPassword}; null for people who only use registers. */
  email: string | null;
  storeIds: readonly string[];
};

/** Password of everybody in the demo shop who has an e-mail address. */
export const demoPassword = "demo-shop-2026";

const main = [demoStore.id];
const harbour = [demoHarbour.id];
const both = [...main, ...harbour];

/** Staff of both stores. */
export const demoStaff: readonly DemoPerson[] = (
  [
    ["Olivia Owner", "owner", "1111", "olivia@example.com", both],
    ["Marcus Manager", "manager", "2222", "marcus@example.com", main],
    ["Carla Cashier", "cashier", "3333", null, main],
    ["Aidan Auditor", "auditor", "4444", "aidan@example.com", both],
    ["Cian Cashier", "cashier", "5555", null, main],
    ["Saoirse Cashier", "cashier", "6666", null, main],
    ["Maeve Manager", "manager", "7777", "maeve@example.com", harbour],
    ["Fionn Cashier", "cashier", "8888", null, harbour],
    ["Niamh Cashier", "cashier", "9999", null, harbour],
  ] as const
).map(([displayName, role, pin, email, storeIds], index) => ({
  id: demoId("0000", 21 + index),
  displayName,
  role,
  pin,
  email,
  storeIds,
}));

/** Irish VAT rates in basis points by tax class. */
export const demoTaxRates = { standard: 2300, reduced: 1350, zero: 0 } as const;

/** A product as inventory seeds it: with an opening stock instead of a current one. */
export type DemoProduct = Omit<Product, "stockOnHandMilli" | "barcode"> & {
  barcode: string;
  openingStockMilli: number;
};

/** Categories of the demo shop, in the order of the register's grid. */
export const demoCategories: readonly { id: string; name: string }[] = [
  "Fruit and vegetables",
  "Bakery",
  "Dairy",
  "Meat and fish",
  "Pantry",
  "Frozen",
  "Drinks",
  "Sweets and snacks",
  "Household",
  "Health and beauty",
  "Baby",
  "Pet care",
  "Stationery",
  "Home and garden",
  "Clothing",
].map((name, index) => ({ id: demoId("0002", index + 1), name }));

// name, category, price in cents, tax class
const groceries: readonly (readonly [string, string, number, keyof typeof demoTaxRates])[] = [
  ["Whole milk 1 l", "Dairy", 129, "zero"],
  ["Semi-skimmed milk 2 l", "Dairy", 219, "zero"],
  ["Salted butter 454 g", "Dairy", 369, "zero"],
  ["Mature cheddar 400 g", "Dairy", 449, "zero"],
  ["Natural yoghurt 500 g", "Dairy", 175, "zero"],
  ["Free-range eggs, 6", "Dairy", 229, "zero"],
  ["White sliced pan 800 g", "Bakery", 169, "zero"],
  ["Brown soda bread 400 g", "Bakery", 199, "zero"],
  ["Butter croissant", "Bakery", 150, "reduced"],
  ["Blueberry muffin", "Bakery", 195, "reduced"],
  ["Apple tart slice", "Bakery", 275, "reduced"],
  ["Porridge oats 1 kg", "Pantry", 189, "zero"],
  ["Basmati rice 1 kg", "Pantry", 279, "zero"],
  ["Fusilli 500 g", "Pantry", 119, "zero"],
  ["Plum tomatoes 400 g", "Pantry", 89, "zero"],
  ["Baked beans 415 g", "Pantry", 115, "zero"],
  ["Olive oil 500 ml", "Pantry", 699, "zero"],
  ["Raspberry jam 370 g", "Pantry", 289, "zero"],
  ["Breakfast tea, 80 bags", "Pantry", 325, "zero"],
  ["Ground coffee 227 g", "Pantry", 495, "zero"],
  ["Bananas, 5", "Fruit and vegetables", 129, "zero"],
  ["Red apples, 6", "Fruit and vegetables", 249, "zero"],
  ["Carrots 1 kg", "Fruit and vegetables", 99, "zero"],
  ["Rooster potatoes 2 kg", "Fruit and vegetables", 299, "zero"],
  ["Vine tomatoes 400 g", "Fruit and vegetables", 189, "zero"],
  ["Chicken fillets 500 g", "Meat and fish", 599, "zero"],
  ["Back rashers 200 g", "Meat and fish", 325, "zero"],
  ["Smoked salmon 100 g", "Meat and fish", 549, "zero"],
  ["Sparkling water 1.5 l", "Drinks", 95, "standard"],
  ["Cola 1.5 l", "Drinks", 235, "standard"],
  ["Orange juice 1 l", "Drinks", 245, "standard"],
  ["Filter coffee to go", "Drinks", 280, "reduced"],
  ["Milk chocolate 100 g", "Sweets and snacks", 165, "standard"],
  ["Salted crisps 150 g", "Sweets and snacks", 249, "standard"],
  ["Roasted almonds 200 g", "Sweets and snacks", 379, "standard"],
  ["Vanilla ice cream 1 l", "Frozen", 429, "standard"],
  ["Garden peas 900 g", "Frozen", 259, "zero"],
  ["Washing-up liquid 500 ml", "Household", 199, "standard"],
  ["Kitchen roll, 2", "Household", 269, "standard"],
  ["Toothpaste 75 ml", "Household", 315, "standard"],
];

/**
 * The first forty of the five thousand products, which all tests may use; the others are in demo/products.ts, so
 * that nobody loads them by the way. All EAN-13 codes start with 20: GS1 keeps that range for use inside one company,
 * so no demo code is the code of a real product.
 */
export const demoProducts: readonly DemoProduct[] = groceries.map(
  ([name, category, priceMinor, taxClass], index) => {
    const number = index + 1;
    const digits = `200${String(number).padStart(9, "0")}`;
    const barcode = `${digits}${gtinCheckDigit(digits)}`;
    return {
      id: demoId("0001", number),
      sku: `GRO-${String(number).padStart(3, "0")}`,
      name,
      barcode,
      barcodes: [barcode],
      category,
      categoryId: demoCategories.find((each) => each.name === category)!.id,
      priceMinor,
      defaultPriceMinor: priceMinor,
      storePriceMinor: null,
      currency: demoStore.currency,
      taxRateBasisPoints: demoTaxRates[taxClass],
      taxClass,
      openingStockMilli: 200_000,
      reorderLevelMilli: 20_000,
      archived: false,
      groupId: null,
      options: [],
      revision: 1,
      updatedAt: "2026-01-01T00:00:00.000Z",
    };
  },
);
