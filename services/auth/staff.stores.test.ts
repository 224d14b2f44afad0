import {
  demoHarbour,
  demoStore,
  type AccessLogPage,
  type Approval,
  type ProblemDetails,
  type Store,
  type User,
} from "@cloudpos/contracts";
import { verifyApproval } from "@cloudpos/kit";
import { createLocalJWKSet, type JSONWebKeySet } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { staffOf, startAuth, type Browser } from "./testing.ts";

let auth: Awaited<ReturnType<typeof startAuth>>;
let owner: Browser;
let manager: Browser;
beforeAll(async () => {
  auth = await startAuth();
  owner = await auth.signIn("owner");
  manager = await auth.signIn("manager");
});
afterAll(() => auth.close());
beforeEach(() => auth.database.asSuperuser("DELETE FROM auth.sign_in_attempts"));

const code = (answer: { json<T>(): T }) => answer.json<ProblemDetails>().code;
const outcome = (answer: { statusCode: number; json<T>(): T }) => [answer.statusCode, code(answer)];
const patch = (id: string, body: object, as = owner) => auth.send("PATCH", `users/${id}`, { as, body });
let count = 0;
const create = async (body: object = {}) => {
  count += 1;
  const answer = await auth.send("POST", "users", {
    as: owner,
    body: { displayName: `Person ${count}`, role: "cashier", storeIds: [demoStore.id], pin: "1234", ...body },
  });
  expect(answer.statusCode).toBe(201);
  return answer.json<User>();
};
const log = async (query = "") =>
  (await auth.send("GET", `access-log${query}`, { as: owner })).json<AccessLogPage>();

describe("people", () => {
  it("are created with PIN and password, and sign in with both", async () => {
    const user = await create({ email: "Nora@Example.com", password: "a very long secret" });
    expect(user).toMatchObject({
      email: "nora@example.com",
      active: true,
      hasPin: true,
      hasPassword: true,
      lastSignInAt: null,
      revision: 1,
    });
    const { deviceToken } = await auth.enrolDemo();
    await auth.signInAt(deviceToken, { id: user.id, pin: "1234" });
    const office = await auth.send("POST", "password-sign-in", {
      body: { email: "nora@example.com", password: "a very long secret" },
    });
    expect(office.statusCode).toBe(200);
    const [{ event, actorName, userName, detail }] = (await log(`?userId=${user.id}&event=user-created`))
      .items as [AccessLogPage["items"][0]];
    expect([event, actorName, userName, detail]).toEqual([
      "user-created",
      "Olivia Owner",
      user.displayName,
      "cashier",
    ]);
  });

  it("are refused with a short or easy password, a password without address, or a taken address", async () => {
    const attempt = (body: object) =>
      auth.send("POST", "users", {
        as: owner,
        body: { displayName: "Zoe Zimmer", role: "cashier", storeIds: [demoStore.id], ...body },
      });
    const paths = async (body: object) => {
      const answer = await attempt(body);
      return [answer.statusCode, answer.json<ProblemDetails>().errors?.map((error) => error.path)];
    };
    expect(await paths({ email: "zoe@example.com", password: "elevenchars" })).toEqual([
      400,
      ["/body/password"],
    ]);
    expect(await paths({ email: "zoe@example.com", password: "aaaaaaaaaaaaaaa" })).toEqual([
      400,
      ["/body/password"],
    ]);
    expect(await paths({ email: "zoe@example.com", password: "zimmer-zimmer" })).toEqual([
      400,
      ["/body/password"],
    ]);
    expect(await paths({ password: "a very long secret" })).toEqual([400, ["/body/email"]]);
    expect(await paths({ email: "OLIVIA@example.com" })).toEqual([409, ["/body/email"]]);
    expect(await paths({ storeIds: ["0198c0de-0000-7000-8000-0000000000ff"] })).toEqual([404, undefined]);
  });

  it("of other stores are not seen by a manager; an owner sees everybody", async () => {
    const names = async (as: Browser, query = "") =>
      (await auth.send("GET", `users${query}`, { as }))
        .json<{ items: User[] }>()
        .items.map((user) => user.displayName);
    expect(await names(manager)).toEqual(expect.arrayContaining(["Carla Cashier", "Olivia Owner"]));
    expect(await names(manager)).not.toContain("Fionn Cashier");
    expect(await names(owner)).toEqual(expect.arrayContaining(["Carla Cashier", "Fionn Cashier"]));
    expect(await names(owner, `?storeId=${demoHarbour.id}`)).not.toContain("Carla Cashier");
    const foreign = await auth.send("GET", `users?storeId=${demoHarbour.id}`, { as: manager });
    expect(outcome(foreign)).toEqual([403, "wrong-store"]);
    // Nor at which other stores somebody of theirs works.
    const { items } = (await auth.send("GET", "users", { as: manager })).json<{ items: User[] }>();
    expect(new Set(items.flatMap((user) => user.storeIds))).toEqual(new Set([demoStore.id]));
    const all = (await auth.send("GET", `users?storeId=${demoStore.id}`, { as: owner })).json<{
      items: User[];
    }>();
    expect(all.items.find((user) => user.role === "owner")!.storeIds).toHaveLength(2);
  });

  it("are changed by an owner only", async () => {
    const user = await create();
    for (const as of [manager, await auth.signIn("cashier"), await auth.signIn("auditor")]) {
      expect(outcome(await patch(user.id, { role: "owner" }, as))).toEqual([403, "forbidden"]);
      const pin = await auth.send("PUT", `users/${user.id}/pin`, { as, body: { pin: "9876" } });
      expect(outcome(pin)).toEqual([403, "forbidden"]);
    }
  });

  it("do not change their own role or activity", async () => {
    expect(outcome(await patch(staffOf("owner").id, { role: "manager" }))).toEqual([403, "forbidden"]);
    expect(outcome(await patch(staffOf("owner").id, { active: false }))).toEqual([403, "forbidden"]);
    expect((await patch(staffOf("owner").id, { displayName: "Olivia Owner" })).statusCode).toBe(200);
  });

  it("keep an owner: of two owners who dismiss each other at the same moment one stays", async () => {
    const second = await create({ role: "owner" });
    const { deviceToken } = await auth.enrolDemo();
    const other = await auth.signInAt(deviceToken, { id: second.id, pin: "1234" });
    const answers = await Promise.all([
      patch(second.id, { active: false }),
      patch(staffOf("owner").id, { active: false }, other),
    ]);
    const refused = answers.filter((answer) => answer.statusCode !== 200);
    expect(refused).toHaveLength(1);
    // Whoever comes second is dismissed already, or is about to dismiss the last owner.
    if (refused[0]!.statusCode !== 401) expect(code(refused[0]!)).toBe("last-owner");
    const { rows } = await auth.pool.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM users WHERE role = 'owner' AND active",
    );
    expect(rows).toEqual([{ n: 1 }]);
    await auth.database.asSuperuser(
      `UPDATE auth.users SET active = true WHERE id = '${staffOf("owner").id}';
       UPDATE auth.users SET active = false WHERE id = '${second.id}'`,
    );
    owner = await auth.signIn("owner");
  });

  it("lose their sessions at once when dismissed, and auth asks no token that is still out", async () => {
    const user = await create({ role: "manager" });
    const { deviceToken } = await auth.enrolDemo();
    const browser = await auth.signInAt(deviceToken, { id: user.id, pin: "1234" });
    expect((await auth.send("GET", "users", { as: browser })).statusCode).toBe(200);
    expect((await patch(user.id, { active: false })).json<User>()).toMatchObject({
      active: false,
      revision: 2,
    });
    const refreshed = await auth.send("POST", "refresh", { body: {}, headers: { cookie: browser.cookie } });
    expect(outcome(refreshed)).toEqual([401, "session-ended"]);
    expect(outcome(await auth.send("GET", "users", { as: browser }))).toEqual([401, "session-ended"]);
  });

  it("lose their sessions with a new role, a new PIN or a store less", async () => {
    const { deviceToken } = await auth.enrolDemo();
    const user = await create({ storeIds: [demoStore.id, demoHarbour.id] });
    const ended = async (change: () => Promise<unknown>, pin = "1234") => {
      const { cookie } = await auth.signInAt(deviceToken, { id: user.id, pin });
      await change();
      return code(await auth.send("POST", "refresh", { body: {}, headers: { cookie } }));
    };
    expect(await ended(() => patch(user.id, { storeIds: [demoStore.id] }))).toBe("session-ended");
    expect(await ended(() => patch(user.id, { role: "manager" }))).toBe("session-ended");
    const setPin = () => auth.send("PUT", `users/${user.id}/pin`, { as: owner, body: { pin: "98765" } });
    expect(await ended(setPin)).toBe("session-ended");
    await auth.signInAt(deviceToken, { id: user.id, pin: "98765" });
    const { items } = await log(`?userId=${user.id}`);
    expect(items.map((item) => item.event).filter((event) => event !== "signed-in")).toEqual([
      "pin-changed",
      "role-changed",
      "user-changed",
      "user-created",
    ]);
    expect(items.find((item) => item.event === "role-changed")).toMatchObject({
      detail: "cashier → manager",
      actorId: staffOf("owner").id,
    });
  });

  it("come back from a lock-out with a new PIN or password", async () => {
    const user = await create({ email: "lena@example.com", password: "a very long secret" });
    const { deviceToken } = await auth.enrolDemo();
    const signIn = (pin: string) =>
      auth.send("POST", "sign-in", {
        body: { userId: user.id, pin },
        headers: { "x-device-token": deviceToken },
      });
    const office = (password: string) =>
      auth.send("POST", "password-sign-in", { body: { email: "lena@example.com", password } });
    for (let attempt = 0; attempt < 6; attempt += 1) await Promise.all([signIn("0000"), office("wrong")]);
    expect([code(await signIn("1234")), code(await office("a very long secret"))]).toEqual([
      "locked-out",
      "locked-out",
    ]);
    const put = (what: string, body: object) =>
      auth.send("PUT", `users/${user.id}/${what}`, { as: owner, body });
    expect((await put("pin", { pin: "4321" })).statusCode).toBe(204);
    expect((await put("password", { password: "another long secret" })).statusCode).toBe(204);
    expect((await signIn("4321")).statusCode).toBe(200);
    expect((await office("another long secret")).statusCode).toBe(200);
  });

  it("are not overwritten by somebody who saw an older state", async () => {
    const user = await create();
    expect((await patch(user.id, { displayName: "A", revision: 1 })).statusCode).toBe(200);
    expect(outcome(await patch(user.id, { displayName: "B", revision: 1 }))).toEqual([409, "revision-stale"]);
    expect(outcome(await patch("0198c0de-0000-7000-8000-0000000000ff", { displayName: "B" }))).toEqual([
      404,
      "user-not-found",
    ]);
  });
});

describe("stores", () => {
  it("are created and changed by an owner, who works there from then on", async () => {
    const { id: _id, revision: _revision, ...settings } = demoStore;
    const created = await auth.send("POST", "stores", {
      as: owner,
      body: { ...settings, code: "quay", name: "Quay" },
    });
    expect(created.statusCode).toBe(201);
    const store = created.json<Store>();
    const change = (body: object, as = owner) => auth.send("PATCH", `stores/${store.id}`, { as, body });
    const changed = await change({ cashRoundingMinor: 5, receiptFooter: ["Thanks", "Bye"], revision: 1 });
    expect(changed.json<Store>()).toEqual({
      ...store,
      cashRoundingMinor: 5,
      receiptFooter: ["Thanks", "Bye"],
      revision: 2,
    });
    expect(outcome(await change({ name: "X", revision: 1 }))).toEqual([409, "revision-stale"]);
    expect(outcome(await change({ name: "X" }, manager))).toEqual([403, "forbidden"]);
    const { items } = (await auth.send("GET", "stores", { as: owner })).json<{ items: Store[] }>();
    expect(items.map((each) => each.code)).toEqual(["harbour", "main", "quay"]);
    const seen = (await auth.send("GET", "stores", { as: manager })).json<{ items: Store[] }>();
    expect(seen.items.map((each) => each.code)).toEqual(["main"]);
    const me = (await auth.send("GET", "me", { as: owner })).json<{ stores: { code: string }[] }>();
    expect(me.stores.map((each) => each.code)).toContain("quay");
  });

  it("are refused with a time zone, locale or currency that nobody knows, or a code that is taken", async () => {
    const { id: _id, revision: _revision, ...settings } = demoStore;
    const answer = await auth.send("POST", "stores", {
      as: owner,
      body: { ...settings, code: "x", timeZone: "Europe/Atlantis", locale: "e", currency: "XYZ" },
    });
    const paths = answer.json<ProblemDetails>().errors?.map((error) => error.path);
    expect(paths?.length).toBeGreaterThan(0);
    const unknown = await auth.send("POST", "stores", {
      as: owner,
      body: { ...settings, code: "x", timeZone: "Europe/Atlantis", locale: "xx-", currency: "QQQ" },
    });
    expect(unknown.json<ProblemDetails>().errors?.map((error) => error.path)).toEqual([
      "/body/timeZone",
      "/body/locale",
      "/body/currency",
    ]);
    const taken = await auth.send("POST", "stores", { as: owner, body: settings });
    expect(outcome(taken)).toEqual([409, "conflict"]);
  });
});

describe("approvals", () => {
  const saleId = "0198c0de-0000-7000-8000-0000000000aa";
  const body = {
    approverId: staffOf("manager").id,
    pin: staffOf("manager").pin,
    permission: "sale:refund",
    reason: "Damaged",
    saleId,
  };
  const approve = (change: object = {}, as?: Browser) =>
    auth.send("POST", "approvals", { as: as ?? cashier, body: { ...body, ...change } });
  let cashier: Browser;
  beforeAll(async () => {
    cashier = await auth.signIn("cashier");
  });

  it("are signed for one sale of the store when the PIN is right", async () => {
    const answer = await approve();
    expect([answer.statusCode, answer.headers["cache-control"]]).toEqual([200, "no-store"]);
    const approval = answer.json<Approval>();
    expect(approval.approver).toEqual({
      id: body.approverId,
      displayName: "Marcus Manager",
      role: "manager",
    });
    const keys = createLocalJWKSet(
      (await auth.service.app.inject("/.well-known/jwks.json")).json<JSONWebKeySet>(),
    );
    const expected = {
      permission: "sale:refund" as const,
      approverId: body.approverId,
      saleId,
      storeId: demoStore.id,
      soldAt: new Date(),
    };
    expect(await verifyApproval(approval.token, keys, expected)).toMatchObject({
      requestedBy: staffOf("cashier").id,
      reason: "Damaged",
    });
    expect((await log("?event=approved")).items[0]).toMatchObject({
      userName: "Marcus Manager",
      actorId: body.approverId,
      detail: `sale:refund for Carla Cashier, sale ${saleId}: Damaged`,
    });
  });

  it("are refused with a wrong PIN, by another store's manager, and by who lacks the permission", async () => {
    expect(outcome(await approve({ pin: "0000" }))).toEqual([401, "invalid-credentials"]);
    const { rows } = await auth.pool.query<{ id: string }>(
      "SELECT id FROM users WHERE display_name = 'Maeve Manager'",
    );
    expect(outcome(await approve({ approverId: rows[0]!.id, pin: "7777" }))).toEqual([
      401,
      "invalid-credentials",
    ]);
    const self = { approverId: staffOf("cashier").id, pin: staffOf("cashier").pin };
    expect(outcome(await approve(self))).toEqual([403, "forbidden"]);
    expect(outcome(await approve({}, await auth.signIn("auditor")))).toEqual([403, "forbidden"]);
    expect((await log("?event=approval-refused&limit=3")).items).toHaveLength(3);
  });

  it("lock the approver out like a sign-in", async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) await approve({ pin: "0000" });
    expect(outcome(await approve())).toEqual([429, "locked-out"]);
    const { deviceToken } = await auth.enrolDemo();
    await expect(auth.signInAt(deviceToken, staffOf("manager"))).rejects.toThrow("locked-out");
  });

  it("list who may approve at this store", async () => {
    const answer = await auth.send("GET", "approvers?permission=sale:discount", { as: cashier });
    const names = answer.json<{ items: { displayName: string }[] }>().items.map((each) => each.displayName);
    expect(names).toEqual(expect.arrayContaining(["Marcus Manager", "Olivia Owner"]));
    expect(names).not.toContain("Carla Cashier");
    expect(names).not.toContain("Maeve Manager");
  });
});

describe("access log", () => {
  it("is read in pages, newest first, filtered by event, person and time", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await log(`?limit=7${cursor ? `&cursor=${cursor}` : ""}`);
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    const { rows } = await auth.pool.query<{ id: string }>("SELECT id FROM access_log ORDER BY id DESC");
    expect(seen).toEqual(rows.map((row) => row.id));
    const none = await log(`?from=2001-01-01T00:00:00Z&to=2001-01-02T00:00:00Z`);
    expect(none).toEqual({ items: [] });
    const own = await log(`?userId=${staffOf("cashier").id}&event=signed-in`);
    expect(new Set(own.items.map((item) => item.userName))).toEqual(new Set(["Carla Cashier"]));
    expect(code(await auth.send("GET", "access-log?cursor=abc", { as: owner }))).toBe("bad-request");
    for (const time of [
      "from=2026-02-30T00:00:00Z",
      "to=3108-11-31T03:03:22.37Z",
      "from=0000-01-01T00:00:00Z",
    ]) {
      expect(code(await auth.send("GET", `access-log?${time}`, { as: owner }))).toBe("validation-failed");
    }
  });

  it("is for auditors and owners; an auditor sees the stores they work for", async () => {
    for (const as of [manager, await auth.signIn("cashier")]) {
      expect(outcome(await auth.send("GET", "access-log", { as }))).toEqual([403, "forbidden"]);
    }
    const auditor = await auth.signIn("auditor");
    const answer = await auth.send("GET", "access-log?limit=200", { as: auditor });
    const stores = new Set(answer.json<AccessLogPage>().items.map((item) => item.storeId));
    for (const store of stores) expect([demoStore.id, demoHarbour.id]).toContain(store);
  });

  it("cannot be changed, not even by the service itself", async () => {
    for (const statement of ["DELETE FROM access_log", "UPDATE access_log SET event = 'signed-in'"]) {
      await expect(auth.pool.query(statement)).rejects.toThrow("append-only");
    }
  });
});
