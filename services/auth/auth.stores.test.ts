import {
  demoRegisters,
  demoStaff,
  demoStore,
  type ProblemDetails,
  type SignInOptions,
  type SignInResponse,
} from "@cloudpos/contracts";
import { verifyToken } from "@cloudpos/kit";
import { createLocalJWKSet, type JSONWebKeySet } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { maxAttempts, pruneAttempts } from "./attempts.ts";
import { staffOf, startAuth, startCopy } from "./testing.ts";

const carla = staffOf("cashier");
const registerId = demoRegisters[0]!.id;
const nobody = "0198c0de-0000-7000-8000-0000000000ff";

let auth: Awaited<ReturnType<typeof startAuth>>;
let deviceToken: string;

beforeAll(async () => {
  auth = await startAuth();
  await auth.service.prepare();
  ({ deviceToken } = await auth.enrolDemo());
});
afterAll(() => auth.close());
beforeEach(() => auth.database.asSuperuser("DELETE FROM auth.sign_in_attempts"));

const signIn = (body: object, device = deviceToken) =>
  auth.send("POST", "sign-in", { body, headers: { "x-device-token": device } });
const rows = async (sql: string) => (await auth.pool.query<Record<string, unknown>>(sql)).rows;

describe("start", () => {
  it("is ready once migrated and seeded", async () => {
    const answer = await auth.service.app.inject("/ready");
    expect(answer.json()).toMatchObject({ status: "ready", dependencies: { database: { status: "ok" } } });
  });

  it("lets copies that start together migrate and seed once", async () => {
    const copies = await Promise.all([1, 2, 3].map(() => startCopy(auth.database)));
    await Promise.all(copies.map((copy) => copy.service.prepare()));
    expect(await rows("SELECT count(*)::int AS n FROM users")).toEqual([{ n: demoStaff.length }]);
    await Promise.all(copies.map((copy) => copy.service.close()));
  });

  it("shows the pool in its metrics", async () => {
    expect((await auth.service.app.inject("/metrics")).body).toMatch(
      /^db_pool_connections\{state="idle"\} \d+$/m,
    );
  });
});

describe("sign-in options", () => {
  it("shows store, register and staff, and nothing secret", async () => {
    const headers = { "x-device-token": deviceToken };
    const answer = await auth.send("GET", "sign-in-options", { headers });
    expect(answer.json<SignInOptions>()).toEqual({
      store: demoStore,
      register: { ...demoRegisters[0], enrolled: true },
      staff: demoStaff
        .filter((person) => person.storeIds.includes(demoStore.id))
        .map(({ id, displayName, role }) => ({ id, displayName, role }))
        .toSorted((a, b) => a.displayName.localeCompare(b.displayName)),
    });
  });

  it("knows no other way to tell the register than its device", async () => {
    for (const headers of [{}, { "x-device-token": "A".repeat(43) }]) {
      const refused = await auth.send("GET", "sign-in-options?register=main-1", { headers });
      expect([refused.statusCode, refused.json<ProblemDetails>().code]).toEqual([401, "device-not-enrolled"]);
      const body = { userId: carla.id, pin: carla.pin };
      const signedIn = await auth.send("POST", "sign-in", { headers, body });
      expect(signedIn.json<ProblemDetails>().code).toBe("device-not-enrolled");
    }
  });
});

describe("sign-in", () => {
  it("answers with a token that the published keys verify", async () => {
    const answer = await signIn({ userId: carla.id, pin: carla.pin });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["cache-control"]).toBe("no-store");
    const session = answer.json<SignInResponse>();
    expect(session.user).toEqual({ id: carla.id, displayName: carla.displayName, role: "cashier" });
    const keys = (await auth.service.app.inject("/.well-known/jwks.json")).json<JSONWebKeySet>();
    expect(await verifyToken(session.accessToken, createLocalJWKSet(keys))).toEqual({
      userId: carla.id,
      role: "cashier",
      storeId: demoStore.id,
      registerId,
      name: carla.displayName,
    });
  });

  it.each([
    ["a wrong PIN", { userId: carla.id, pin: "9999" }],
    ["an unknown person", { userId: nobody, pin: carla.pin }],
  ])("answers %s the same way", async (_name, body) => {
    const answer = await signIn(body);
    const { requestId: _id, ...problem } = answer.json<ProblemDetails>();
    expect(problem).toEqual({
      type: "urn:cloudpos:problem:invalid-credentials",
      title: "The PIN is not right",
      status: 401,
      code: "invalid-credentials",
    });
  });

  it("refuses someone who was made inactive, at once", async () => {
    await auth.database.asSuperuser(`UPDATE auth.users SET active = false WHERE id = '${carla.id}'`);
    try {
      expect((await signIn({ userId: carla.id, pin: carla.pin })).statusCode).toBe(401);
    } finally {
      await auth.database.asSuperuser(`UPDATE auth.users SET active = true WHERE id = '${carla.id}'`);
    }
  });

  it("refuses a body that does not fit", async () => {
    const answer = await signIn({ userId: carla.id, pin: "12ab", admin: true });
    expect(
      answer
        .json<ProblemDetails>()
        .errors?.map((error) => error.path)
        .toSorted(),
    ).toEqual(["/body/admin", "/body/pin"]);
  });

  it("keeps the PIN out of database and log", async () => {
    await signIn({ userId: carla.id, pin: "83619274" });
    expect(JSON.stringify(auth.lines)).not.toContain("83619274");
    const [user] = await rows(`SELECT pin_hash FROM users WHERE id = '${carla.id}'`);
    expect(user?.pin_hash).toMatch(/^\$argon2id\$/);
  });
});

describe("lock-out", () => {
  const wrong = (userId: string) => signIn({ userId, pin: "9999" });

  it.each([
    ["a person", carla.id],
    ["an id that belongs to nobody", nobody],
  ])("locks %s out after five wrong PINs, even with the right one", async (_name, userId) => {
    for (let attempt = 0; attempt < maxAttempts; attempt++)
      expect((await wrong(userId)).statusCode).toBe(401);
    const answer = await signIn({ userId, pin: carla.pin });
    expect([answer.statusCode, answer.json<ProblemDetails>().code]).toEqual([429, "locked-out"]);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(14 * 60);
    expect(Number(answer.headers["retry-after"])).toBeLessThanOrEqual(15 * 60);
  });

  it("lets no more than five of forty parallel guesses through", async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => wrong(carla.id)));
    expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(maxAttempts);
    expect(answers.filter((answer) => answer.statusCode === 429)).toHaveLength(40 - maxAttempts);
  });

  it("starts anew after a success, and after the lock-out is over", async () => {
    for (let attempt = 1; attempt < maxAttempts; attempt++) await wrong(carla.id);
    expect((await signIn({ userId: carla.id, pin: carla.pin })).statusCode).toBe(200);
    for (let attempt = 0; attempt < maxAttempts; attempt++)
      expect((await wrong(carla.id)).statusCode).toBe(401);
    expect((await wrong(carla.id)).statusCode).toBe(429);
    await auth.database.asSuperuser(
      "UPDATE auth.sign_in_attempts SET last_attempt_at = now() - interval '15 minutes'",
    );
    expect((await wrong(carla.id)).statusCode).toBe(401);
    expect(await rows("SELECT attempts FROM sign_in_attempts")).toEqual([{ attempts: 1 }]);
  });

  it("forgets old counts", async () => {
    await wrong(nobody);
    await wrong(carla.id);
    await auth.database.asSuperuser(
      `UPDATE auth.sign_in_attempts SET last_attempt_at = now() - interval '1 day' WHERE user_id = '${nobody}'`,
    );
    await pruneAttempts(auth.pool);
    expect(await rows("SELECT user_id FROM sign_in_attempts")).toEqual([{ user_id: carla.id }]);
  });

  it("writes every attempt to the access log", async () => {
    const [last] = await rows("SELECT max(id) AS id FROM access_log");
    await signIn({ userId: carla.id, pin: carla.pin });
    for (let attempt = 0; attempt <= maxAttempts; attempt++) await wrong(carla.id);
    const log = await rows(
      `SELECT event, user_id, register_id, address FROM access_log WHERE id > ${String(last!.id)} ORDER BY id`,
    );
    expect(log.map((row) => row.event)).toEqual([
      "signed-in",
      ...Array<string>(5).fill("refused"),
      "locked-out",
    ]);
    expect(log[0]).toMatchObject({ user_id: carla.id, register_id: registerId, address: "127.0.0.1" });
    const metrics = (await auth.service.app.inject("/metrics")).body;
    expect(metrics).toMatch(/^auth_access_events_total\{event="locked-out"\} [1-9]/m);
  });
});

it("is alive but not ready while PostgreSQL refuses it, and gets ready without help", async () => {
  const name = new URL(auth.database.settings.DATABASE_URL).pathname.slice(1);
  await auth.database.asSuperuser(`REVOKE CONNECT ON DATABASE "${name}" FROM PUBLIC`);
  const { service } = await startCopy(auth.database);
  const prepared = service.prepare();
  expect((await service.app.inject("/health")).statusCode).toBe(200);
  const refused = await service.app.inject("/ready");
  expect(refused.statusCode).toBe(503);
  // 42501: insufficient privilege.
  expect(refused.json()).toMatchObject({ dependencies: { database: { status: "failed", error: "42501" } } });
  await auth.database.asSuperuser(`GRANT CONNECT ON DATABASE "${name}" TO PUBLIC`);
  await prepared;
  expect((await service.app.inject("/ready")).statusCode).toBe(200);
  await service.close();
});
