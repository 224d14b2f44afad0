import { describe, expect, it } from "vitest";
import { Sleeper } from "./pause.ts";

describe("Sleeper", () => {
  const longMs = 3_600_000;

  it("sleeps until it is woken, also where that came first", async () => {
    const sleeper = new Sleeper();
    const { signal } = new AbortController();
    const asleep = sleeper.sleep(longMs, signal);
    sleeper.wake();
    await asleep;
    await sleeper.sleep(longMs, signal);
    sleeper.forget();
    let over = false;
    const again = sleeper.sleep(longMs, signal).then(() => (over = true));
    await new Promise(setImmediate);
    expect(over).toBe(false);
    sleeper.wake();
    await again;
  });

  it("ends by itself and with the signal", async () => {
    const sleeper = new Sleeper();
    const end = new AbortController();
    await sleeper.sleep(1, end.signal);
    const asleep = sleeper.sleep(longMs, end.signal);
    end.abort();
    await asleep;
    await sleeper.sleep(longMs, end.signal);
  });
});
