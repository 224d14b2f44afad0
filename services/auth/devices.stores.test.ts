import {
  demoEnrolmentCodes,
  demoRegisters,
  demoStore,
  type Enrolment,
  type EnrolmentCodeIssued,
  type ManagedRegister,
  type ProblemDetails,
} from "@cloudpos/contracts";
import { createTestRedis, type TestRedis } from "@cloudpos/kit/events/test-stores";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { staffOf, startAuth, type Browser } from "./testing.ts";

let redis: TestRedis;
let auth: Awaited<ReturnType<typeof startAuth>>;
let manager: Browser;
beforeAll(async () => {
  redis = await createTestRedis();
  auth = await startAuth(redis);
  await auth.service.prepare();
  manager = await auth.signIn("manager");
});
afterAll(async () => {
  await auth.close();
  await redis.close();
});
beforeEach(() => auth.database.asSuperuser("DELETE FROM auth.sign_in_attempts"));

const [mainOne, mainTwo, harbourOne] = demoRegisters;
const code = (answer: { json<T>(): T }) => answer.json<ProblemDetails>().code;
const issue = (registerId: string, as = manager) =>
  auth.send("POST", `registers/${registerId}/enrolment-codes`, { as });
const issued = async (registerId: string) => (await issue(registerId)).json<EnrolmentCodeIssued>();
const enrol = (enrolmentCode: string) => auth.send("POST", "enrolments", { body: { code: enrolmentCode } });
const optionsOf = (deviceToken: string) =>
  auth.send("GET", "sign-in-options", { headers: { "x-device-token": deviceToken } });

describe("enrolment", () => {
  it("makes a browser a register, with a code that works once, whatever its case", async () => {
    const { code: enrolmentCode, expiresAt } = await issued(mainTwo!.id);
    expect(enrolmentCode).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
    const minutes = (Date.parse(expiresAt) - Date.now()) / 60_000;
    expect([minutes > 14, minutes <= 15.1]).toEqual([true, true]);
    const answer = await enrol(enrolmentCode.toLowerCase());
    expect(answer.statusCode).toBe(201);
    const enrolment = answer.json<Enrolment>();
    expect(enrolment).toMatchObject({
      register: { ...mainTwo, enrolled: true },
      store: { id: demoStore.id },
    });
    expect((await optionsOf(enrolment.deviceToken)).json()).toMatchObject({ register: { code: "main-2" } });
    const browser = await auth.signInAt(enrolment.deviceToken, staffOf("cashier"));
    expect(browser.session.register!.id).toBe(mainTwo!.id);
    const again = await enrol(enrolmentCode);
    expect([again.statusCode, code(again)]).toEqual([404, "enrolment-code-invalid"]);
  });

  it("gives one code to one of two browsers that use it at the same moment", async () => {
    const { code: enrolmentCode } = await issued(mainTwo!.id);
    const answers = await Promise.all([1, 2, 3, 4].map(() => enrol(enrolmentCode)));
    expect(answers.map((answer) => answer.statusCode).toSorted()).toEqual([201, 404, 404, 404]);
  });

  it("refuses a code that is too old, and one that a newer one has replaced", async () => {
    const [first, second] = [await issued(mainTwo!.id), await issued(mainTwo!.id)];
    expect(code(await enrol(first.code))).toBe("enrolment-code-invalid");
    await auth.database.asSuperuser("UPDATE auth.enrolment_codes SET expires_at = now()");
    expect(code(await enrol(second.code))).toBe("enrolment-code-invalid");
  });

  it("ends the enrolment before it, and signs out who is signed in there", async () => {
    const before = (await enrol((await issued(mainTwo!.id)).code)).json<Enrolment>();
    const { cookie } = await auth.signInAt(before.deviceToken, staffOf("cashier"));
    const after = (await enrol((await issued(mainTwo!.id)).code)).json<Enrolment>();
    expect(code(await optionsOf(before.deviceToken))).toBe("device-not-enrolled");
    expect(code(await auth.send("POST", "refresh", { body: {}, headers: { cookie } }))).toBe("session-ended");
    expect((await optionsOf(after.deviceToken)).statusCode).toBe(200);
  });

  it("locks an address out after ten wrong codes, even with a right one", async () => {
    for (let count = 0; count < 10; count += 1) expect((await enrol("ZZZZZZZZ")).statusCode).toBe(404);
    const answer = await enrol((await issued(mainTwo!.id)).code);
    expect([answer.statusCode, code(answer)]).toEqual([429, "locked-out"]);
  });

  it("keeps codes and device tokens out of the database", async () => {
    const { code: enrolmentCode } = await issued(mainTwo!.id);
    const { deviceToken } = (await enrol(enrolmentCode)).json<Enrolment>();
    const { rows } = await auth.pool.query<{ all: string }>(
      `SELECT (SELECT json_agg(devices) FROM devices)::text ||
         (SELECT json_agg(enrolment_codes) FROM enrolment_codes)::text AS all`,
    );
    for (const secret of [enrolmentCode, deviceToken]) {
      expect(rows[0]!.all).not.toContain(secret);
      expect(JSON.stringify(auth.lines)).not.toContain(secret);
    }
  });

  it("lets the demo shop's codes enrol several browsers, again and again", async () => {
    expect((await auth.send("GET", "demo")).json()).toEqual({ enrolmentCodes: [...demoEnrolmentCodes] });
    const [first, second] = [await enrol(demoEnrolmentCodes[0]), await enrol(demoEnrolmentCodes[0])];
    for (const answer of [first, second]) {
      expect(answer.json<Enrolment>().register.id).toBe(mainOne!.id);
      expect((await optionsOf(answer.json<Enrolment>().deviceToken)).statusCode).toBe(200);
    }
    const codes = await Promise.all(
      demoEnrolmentCodes.map(async (each) => (await enrol(each)).json<Enrolment>()),
    );
    expect(codes.map((each) => each.register.code)).toEqual(["main-1", "main-2", "harbour-1", "harbour-2"]);
  });
});

describe("registers", () => {
  it("are seen by a manager of their store, with when they were used last", async () => {
    const answer = await auth.send("GET", "registers", { as: manager });
    const { items } = answer.json<{ items: ManagedRegister[] }>();
    expect(items.map((register) => register.code)).toEqual(["main-1", "main-2"]);
    expect(items[0]).toMatchObject({ enrolled: true, enrolledAt: expect.any(String) });
    expect(Date.parse(items[0]!.lastSignInAt!)).toBeGreaterThan(Date.now() - 60_000);
    const foreign = await auth.send("GET", `registers?storeId=${harbourOne!.storeId}`, { as: manager });
    expect(code(foreign)).toBe("wrong-store");
  });

  it("of another store do not exist for a manager, and do for an owner", async () => {
    for (const answer of [
      await issue(harbourOne!.id),
      await auth.send("DELETE", `registers/${harbourOne!.id}/device`, { as: manager }),
    ]) {
      expect([answer.statusCode, code(answer)]).toEqual([404, "register-not-found"]);
    }
    expect((await issue(harbourOne!.id, await auth.signIn("owner"))).statusCode).toBe(201);
  });

  it("can be un-enrolled: nobody signs in or stays signed in there", async () => {
    const { deviceToken } = (await enrol((await issued(mainTwo!.id)).code)).json<Enrolment>();
    const { cookie } = await auth.signInAt(deviceToken, staffOf("cashier"));
    const answer = await auth.send("DELETE", `registers/${mainTwo!.id}/device`, { as: manager });
    expect(answer.statusCode).toBe(204);
    const cashier = staffOf("cashier");
    const signIn = await auth.send("POST", "sign-in", {
      body: { userId: cashier.id, pin: cashier.pin },
      headers: { "x-device-token": deviceToken },
    });
    expect([signIn.statusCode, code(signIn)]).toEqual([401, "device-not-enrolled"]);
    expect(code(await auth.send("POST", "refresh", { body: {}, headers: { cookie } }))).toBe("session-ended");
    // Nothing is left to do: still fine.
    expect((await auth.send("DELETE", `registers/${mainTwo!.id}/device`, { as: manager })).statusCode).toBe(
      204,
    );
  });

  it("are created and renamed by an owner; codes are unique", async () => {
    const owner = await auth.signIn("owner");
    const body = { storeId: demoStore.id, code: "main-9", name: "Kiosk" };
    const created = await auth.send("POST", "registers", { as: owner, body });
    expect(created.statusCode).toBe(201);
    const { id } = created.json<ManagedRegister>();
    expect(created.json()).toEqual({ id, ...body, enrolled: false, enrolledAt: null, lastSignInAt: null });
    const again = await auth.send("POST", "registers", { as: owner, body });
    expect([again.statusCode, again.json<ProblemDetails>().errors]).toEqual([
      409,
      [{ path: "/body/code", message: "is taken" }],
    ]);
    const renamed = await auth.send("PATCH", `registers/${id}`, { as: owner, body: { name: "Kiosk 2" } });
    expect(renamed.json<ManagedRegister>().name).toBe("Kiosk 2");
    const lost = await auth.send("POST", "registers", {
      as: owner,
      body: { ...body, code: "x", storeId: "0198c0de-0000-7000-8000-0000000000ff" },
    });
    expect(code(lost)).toBe("store-not-found");
  });
});

it("announces stores, registers and people on events:stores, the seeded ones too", async () => {
  interface Entry {
    type: string;
    revision: number;
    store?: { code: string };
    register?: { id: string; enrolled: boolean };
    staff?: { displayName: string };
  }
  const entries = async () =>
    (await redis.client.xrange("events:stores", "-", "+")).map(
      ([, fields]) => JSON.parse(fields[1]!) as Entry,
    );
  const { deviceToken: _token } = (await enrol((await issued(mainTwo!.id)).code)).json<Enrolment>();
  await expect
    .poll(async () => (await entries()).findLast((entry) => entry.register?.id === mainTwo!.id))
    .toMatchObject({ type: "register.changed", register: { ...mainTwo, enrolled: true } });
  const found = await entries();
  expect(found.flatMap((entry) => entry.store?.code ?? [])).toEqual(["main", "harbour"]);
  expect(found.filter((entry) => entry.type === "staff.changed")).toHaveLength(9);
  const revisions = found
    .filter((entry) => entry.register?.id === mainTwo!.id)
    .map((entry) => entry.revision);
  expect(revisions).toEqual(revisions.map((_value, index) => index + 1));
});
