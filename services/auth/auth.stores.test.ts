import { generateKeyPairSync } from "node:crypto";
import {
  demoRegisters,
  demoStaff,
  demoStore,
  type ProblemDetails,
  type SignInOptions,
  type SignInResponse,
} from "@cloudpos/contracts";
import { createService, verifyToken } from "@cloudpos/kit";
import { createTestDatabase, type TestDatabase } from "@cloudpos/kit/events/test-stores";
import { recordingLogger, testSettings } from "@cloudpos/kit/testing";
import { createLocalJWKSet, type JSONWebKeySet } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { maxAttempts, pruneAttempts } from "./attempts.ts";
import { auth } from "./service.ts";

const signingKey = generateKeyPairSync("ed25519")
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
const carla = demoStaff.find((person) => person.role === "cashier")!;
const registerId = demoRegisters[0]!.id;
const nobody = "0198c0de-0000-7000-8000-0000000000ff";

let database: TestDatabase;
const { log, lines } = recordingLogger();

async function start() {
  const settings = {
    ...testSettings,
    ...database.settings,
    SIGNING_KEY: signingKey,
    PIN_PEPPER: "pepper",
    DEMO_DATA: true,
  };
  return createService(auth, settings, { log });
}
let service: Awaited<ReturnType<typeof start>>;

beforeAll(async () => {
  database = await createTestDatabase("auth");
  service = await start();
  await service.prepare();
});
afterAll(async () => {
  await service.close();
  await database.drop();
});
beforeEach(() => database.asSuperuser("DELETE FROM auth.sign_in_attempts"));

const signIn = (body: object) =>
  service.app.inject({ method: "POST", url: "/api/auth/sign-in", payload: body });
const rows = async (sql: string) =>
  (await service.context.needs.database.pool.query<Record<string, unknown>>(sql)).rows;

describe("start", () => {
  it("is ready once migrated and seeded", async () => {
    const answer = await service.app.inject("/ready");
    expect(answer.json()).toMatchObject({ status: "ready", dependencies: { database: { status: "ok" } } });
  });

  it("lets copies that start together migrate and seed once", async () => {
    const copies = await Promise.all([start(), start(), start()]);
    await Promise.all(copies.map((copy) => copy.prepare()));
    expect(await rows("SELECT count(*)::int AS n FROM users")).toEqual([{ n: demoStaff.length }]);
    await Promise.all(copies.map((copy) => copy.close()));
  });

  it("shows the pool in its metrics", async () => {
    expect((await service.app.inject("/metrics")).body).toMatch(/^db_pool_connections\{state="idle"\} \d+$/m);
  });
});

describe("sign-in options", () => {
  it("shows store, register and staff, and nothing secret", async () => {
    const answer = await service.app.inject("/api/auth/sign-in-options?register=main-1");
    expect(answer.json<SignInOptions>()).toEqual({
      store: demoStore,
      register: demoRegisters[0],
      staff: demoStaff
        .filter((person) => person.storeIds.includes(demoStore.id))
        .map(({ id, displayName, role }) => ({ id, displayName, role }))
        .toSorted((a, b) => a.displayName.localeCompare(b.displayName)),
    });
  });

  it("does not know other registers", async () => {
    const answer = await service.app.inject("/api/auth/sign-in-options?register=main-9");
    expect([answer.statusCode, answer.json<ProblemDetails>().code]).toEqual([404, "register-not-found"]);
  });
});

describe("sign-in", () => {
  it("answers with a token that the published keys verify", async () => {
    const answer = await signIn({ registerId, userId: carla.id, pin: carla.pin });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["cache-control"]).toBe("no-store");
    const session = answer.json<SignInResponse>();
    expect(session.user).toEqual({ id: carla.id, displayName: carla.displayName, role: "cashier" });
    const keys = (await service.app.inject("/.well-known/jwks.json")).json<JSONWebKeySet>();
    expect(await verifyToken(session.accessToken, createLocalJWKSet(keys))).toEqual({
      userId: carla.id,
      role: "cashier",
      storeId: demoStore.id,
      registerId,
      name: carla.displayName,
    });
  });

  it.each([
    ["a wrong PIN", { registerId, userId: carla.id, pin: "9999" }],
    ["an unknown person", { registerId, userId: nobody, pin: carla.pin }],
    ["an unknown register", { registerId: nobody, userId: carla.id, pin: carla.pin }],
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
    await database.asSuperuser(`UPDATE auth.users SET active = false WHERE id = '${carla.id}'`);
    try {
      expect((await signIn({ registerId, userId: carla.id, pin: carla.pin })).statusCode).toBe(401);
    } finally {
      await database.asSuperuser(`UPDATE auth.users SET active = true WHERE id = '${carla.id}'`);
    }
  });

  it("refuses a body that does not fit", async () => {
    const answer = await signIn({ registerId, userId: carla.id, pin: "12ab", admin: true });
    expect(
      answer
        .json<ProblemDetails>()
        .errors?.map((error) => error.path)
        .toSorted(),
    ).toEqual(["/body/admin", "/body/pin"]);
  });

  it("keeps the PIN out of database and log", async () => {
    await signIn({ registerId, userId: carla.id, pin: "83619274" });
    expect(JSON.stringify(lines)).not.toContain("83619274");
    const [user] = await rows(`SELECT pin_hash FROM users WHERE id = '${carla.id}'`);
    expect(user?.pin_hash).toMatch(/^\$argon2id\$/);
  });
});

describe("lock-out", () => {
  const wrong = (userId: string) => signIn({ registerId, userId, pin: "9999" });

  it.each([
    ["a person", carla.id],
    ["an id that belongs to nobody", nobody],
  ])("locks %s out after five wrong PINs, even with the right one", async (_name, userId) => {
    for (let attempt = 0; attempt < maxAttempts; attempt++)
      expect((await wrong(userId)).statusCode).toBe(401);
    const answer = await signIn({ registerId, userId, pin: carla.pin });
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
    expect((await signIn({ registerId, userId: carla.id, pin: carla.pin })).statusCode).toBe(200);
    for (let attempt = 0; attempt < maxAttempts; attempt++)
      expect((await wrong(carla.id)).statusCode).toBe(401);
    expect((await wrong(carla.id)).statusCode).toBe(429);
    await database.asSuperuser(
      "UPDATE auth.sign_in_attempts SET last_attempt_at = now() - interval '15 minutes'",
    );
    expect((await wrong(carla.id)).statusCode).toBe(401);
    expect(await rows("SELECT attempts FROM sign_in_attempts")).toEqual([{ attempts: 1 }]);
  });

  it("forgets old counts", async () => {
    await wrong(nobody);
    await wrong(carla.id);
    await database.asSuperuser(
      `UPDATE auth.sign_in_attempts SET last_attempt_at = now() - interval '1 day' WHERE user_id = '${nobody}'`,
    );
    await pruneAttempts(service.context.needs.database.pool);
    expect(await rows("SELECT user_id FROM sign_in_attempts")).toEqual([{ user_id: carla.id }]);
  });

  it("writes every attempt to the access log", async () => {
    await database.asSuperuser("DELETE FROM auth.access_log");
    await signIn({ registerId, userId: carla.id, pin: carla.pin });
    for (let attempt = 0; attempt <= maxAttempts; attempt++) await wrong(carla.id);
    const log = await rows("SELECT event, user_id, register_id, address FROM access_log ORDER BY id");
    expect(log.map((row) => row.event)).toEqual([
      "signed-in",
      ...Array<string>(5).fill("refused"),
      "locked-out",
    ]);
    expect(log[0]).toMatchObject({ user_id: carla.id, register_id: registerId, address: "127.0.0.1" });
  });
});

it("is alive but not ready while PostgreSQL refuses it, and gets ready without help", async () => {
  const name = new URL(database.settings.DATABASE_URL).pathname.slice(1);
  await database.asSuperuser(`REVOKE CONNECT ON DATABASE "${name}" FROM PUBLIC`);
  const copy = await start();
  const prepared = copy.prepare();
  expect((await copy.app.inject("/health")).statusCode).toBe(200);
  const refused = await copy.app.inject("/ready");
  expect(refused.statusCode).toBe(503);
  // 42501: insufficient privilege.
  expect(refused.json()).toMatchObject({ dependencies: { database: { status: "failed", error: "42501" } } });
  await database.asSuperuser(`GRANT CONNECT ON DATABASE "${name}" TO PUBLIC`);
  await prepared;
  expect((await copy.app.inject("/ready")).statusCode).toBe(200);
  await copy.close();
});
