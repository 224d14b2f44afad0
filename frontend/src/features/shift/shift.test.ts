// @vitest-environment jsdom
import type { CurrentShift, Shift } from "@cloudpos/contracts";
import { beforeEach, expect, test } from "vitest";
import { NetworkError } from "../../lib/api-client.ts";
import { countedMinor, denominationsOf } from "./denominations.ts";
import { ShiftStore } from "./shift-store.ts";

const registerId = "0198c0de-0000-7000-8000-000000000011";
const shift: Shift = {
  id: "01990000-0000-7000-8000-000000000001",
  storeId: "0198c0de-0000-7000-8000-000000000001",
  registerId,
  openedAt: "2026-03-01T08:00:00.000Z",
  openedBy: "0198c0de-0000-7000-8000-000000000023",
  openedByName: "Carla Cashier",
  openingFloatMinor: 10_000,
  currency: "EUR",
};
let answer: () => Promise<CurrentShift>;
const open = () => new ShiftStore(localStorage, () => answer());

beforeEach(() => {
  localStorage.clear();
  answer = async () => ({ shift, cashMovements: [] });
});

test("the open shift is known without the server after a reload, at its own register only", async () => {
  await open().refresh(registerId);
  answer = () => Promise.reject(new NetworkError("cut"));
  const reloaded = open();
  await reloaded.refresh(registerId);
  expect(reloaded.store.get()).toMatchObject({ status: "failed", shift });
  expect([reloaded.idFor(registerId), reloaded.idFor("another")]).toEqual([shift.id, null]);
  await reloaded.refresh("another");
  expect(reloaded.idFor("another")).toBeNull();
});

test("choosing to sell without a shift ends with the session and with opening one", () => {
  const store = open();
  store.skip();
  store.forgetChoice();
  expect(store.store.get().skipped).toBe(false);
  store.skip();
  store.opened(shift);
  expect(store.store.get()).toMatchObject({ skipped: false, shift });
  store.closed();
  expect(store.idFor(registerId)).toBeNull();
});

test("notes and coins fall from large to small and count exactly", () => {
  for (const currency of ["EUR", "JPY", "KWD", "SEK", "ISK", "BHD"]) {
    const values = denominationsOf(currency);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(values.every((value) => Number.isInteger(value) && value > 0)).toBe(true);
  }
  expect(
    countedMinor(
      new Map([
        [5000, 3],
        [2, 7],
        [1, 0],
      ]),
    ),
  ).toBe(15_014);
});
