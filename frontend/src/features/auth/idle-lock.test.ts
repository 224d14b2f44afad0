// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { IdleLock, idleMs } from "./idle-lock.ts";

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
});
afterEach(() => vi.useRealTimers());

test("a register left alone is locked; a touch puts it off", () => {
  const lock = new IdleLock(sessionStorage);
  const stop = lock.watch();
  vi.advanceTimersByTime(idleMs - 10_000);
  window.dispatchEvent(new Event("pointerdown"));
  vi.advanceTimersByTime(idleMs - 10_000);
  expect(lock.store.get()).toBe(false);
  vi.advanceTimersByTime(20_000);
  expect(lock.store.get()).toBe(true);
  stop();
});

test("a reload does not unlock, a PIN does", () => {
  new IdleLock(sessionStorage).lock();
  const lock = new IdleLock(sessionStorage);
  expect(lock.store.get()).toBe(true);
  lock.unlock();
  expect(new IdleLock(sessionStorage).store.get()).toBe(false);
});
