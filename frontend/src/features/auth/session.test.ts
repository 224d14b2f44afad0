// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, NetworkError } from "../../lib/api-client.ts";
import { SessionStore, type Session } from "./session.ts";

const start = Date.parse("2026-11-24T09:00:00Z");
const minutes = 60_000;

function session(token: string, change: Partial<Session> = {}): Session {
  return {
    accessToken: token,
    expiresAt: new Date(Date.now() + 15 * minutes).toISOString(),
    sessionEndsAt: new Date(start + 600 * minutes).toISOString(),
    user: { id: "u1", displayName: "Mia", role: "manager" },
    store: { id: "s1" },
    stores: [],
    ...change,
  } as unknown as Session;
}

beforeEach(() => {
  vi.useFakeTimers({ now: start });
  sessionStorage.clear();
});
afterEach(() => vi.useRealTimers());

describe("session", () => {
  it("renews before the access token ends", async () => {
    const renew = vi.fn(async () => session("two"));
    const store = new SessionStore(sessionStorage, renew);
    store.signIn(session("one"));
    await vi.advanceTimersByTimeAsync(14 * minutes + 1);
    expect(renew).toHaveBeenCalledExactlyOnceWith({ userId: "u1" });
    expect(store.token()).toBe("two");
  });

  it("asks once for several requests at the same time", async () => {
    const renew = vi.fn(async () => session("two"));
    const store = new SessionStore(sessionStorage, renew);
    store.signIn(session("one"));
    expect(await Promise.all([store.renew(), store.renew()])).toEqual(["two", "two"]);
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it("is over when the server says so, and kept while the server is away", async () => {
    let answer: Error = new NetworkError(new Error("away"));
    const renew = vi.fn(async (): Promise<Session> => Promise.reject(answer));
    const store = new SessionStore(sessionStorage, renew);
    store.signIn(session("one"));
    await vi.advanceTimersByTimeAsync(15 * minutes);
    expect(store.token()).toBe("one");
    expect(renew.mock.calls.length).toBeGreaterThan(2);
    answer = new ApiError({ status: 401, code: "session-ended" });
    await vi.advanceTimersByTimeAsync(minutes);
    expect(store.store.get()).toEqual({ session: null, expired: true });
  });

  it("ends at its own end, without the server", async () => {
    const renew = vi.fn(async (): Promise<Session> => Promise.reject(new NetworkError(new Error("away"))));
    const store = new SessionStore(sessionStorage, renew);
    store.signIn(session("one", { sessionEndsAt: new Date(start + 20 * minutes).toISOString() }));
    await vi.advanceTimersByTimeAsync(21 * minutes);
    expect(store.store.get()).toEqual({ session: null, expired: true });
  });

  it("survives a reload, also with an access token that has ended", async () => {
    const renew = vi.fn(async () => session("two"));
    new SessionStore(sessionStorage, renew).signIn(session("one"));
    vi.setSystemTime(start + 30 * minutes);
    const store = new SessionStore(sessionStorage, renew);
    expect(store.token()).toBe("one");
    await vi.advanceTimersByTimeAsync(1);
    expect(store.token()).toBe("two");
  });

  it("does not come back after signing out while it is being renewed", async () => {
    let finish: (next: Session) => void = () => undefined;
    const store = new SessionStore(sessionStorage, () => new Promise((resolve) => (finish = resolve)));
    store.signIn(session("one"));
    const renewal = store.renew();
    await vi.advanceTimersByTimeAsync(1);
    store.signOut();
    finish(session("two"));
    expect(await renewal).toBeNull();
    expect(store.token()).toBeNull();
  });
});
