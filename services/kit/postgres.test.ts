import { createServer, type AddressInfo, type Server } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { isTransient } from "./failure.ts";
import { createLogger } from "./log.ts";
import { openDatabase } from "./postgres.ts";

/** Accepts connections and says nothing, as the way to a server that has just died does. */
let silent: Server;
let connections = 0;

beforeEach(async () => {
  silent = createServer(() => {
    connections += 1;
  });
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
});

afterEach(() => {
  vi.useRealTimers();
  silent.close();
});

it("gives up an attempt to connect that gets no answer, and says that it may be repeated", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { port } = silent.address() as AddressInfo;
  const database = openDatabase(
    "test",
    {
      DATABASE_URL: `postgres://test@127.0.0.1:${port}/test`,
      DATABASE_PASSWORD: "x",
      DATABASE_POOL_SIZE: 1,
    },
    createLogger("test", "silent"),
  );
  const failure = database.pool.query("SELECT 1").catch((error: unknown) => error);
  await vi.waitUntil(() => connections === 1);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(isTransient(await failure)).toBe(true);
  await database.close();
});
