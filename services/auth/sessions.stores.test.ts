import { demoHarbour, demoPassword, demoStore, type ProblemDetails, type Session } from "@cloudpos/contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sessionCookie } from "./cookies.ts";
import { pruneSessions } from "./sessions.ts";
import { cookieOf, staffOf, startAuth, type Browser } from "./testing.ts";

let auth: Awaited<ReturnType<typeof startAuth>>;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.close());
beforeEach(() => auth.database.asSuperuser("DELETE FROM auth.sign_in_attempts"));

const olivia = staffOf("owner");
const refresh = (cookie: string, body: object = {}) =>
  auth.send("POST", "refresh", { body, headers: { cookie } });
const code = (answer: { json<T>(): T }) => answer.json<ProblemDetails>().code;
const events = async (event: string) =>
  (
    await auth.pool.query<{ user_id: string; detail: string }>(
      "SELECT user_id, detail FROM access_log WHERE event = $1 ORDER BY id",
      [event],
    )
  ).rows;
const password = (body: object = {}) =>
  auth.send("POST", "password-sign-in", { body: { email: olivia.email!, password: demoPassword, ...body } });

describe("the cookie", () => {
  it("is out of reach of scripts, other sites and other paths, and goes with the browser", async () => {
    await auth.signIn("cashier");
    const { deviceToken } = await auth.enrolDemo();
    const answer = await auth.send("POST", "sign-in", {
      body: { userId: staffOf("cashier").id, pin: staffOf("cashier").pin },
      headers: { "x-device-token": deviceToken },
    });
    expect(answer.headers["set-cookie"]).toMatch(
      new RegExp(`^${sessionCookie}=[^;]+; Path=/api/auth; HttpOnly; Secure; SameSite=Strict$`),
    );
  });

  it.each([
    ["a form", "application/x-www-form-urlencoded", 415],
    ["plain text", "text/plain", 400],
  ])("does nothing with %s, which other sites can send", async (_name, contentType, status) => {
    const { cookie } = await auth.signIn("cashier");
    for (const url of ["refresh", "sign-out"]) {
      const answer = await auth.service.app.inject({
        method: "POST",
        url: `/api/auth/${url}`,
        payload: "{}",
        headers: { cookie, "content-type": contentType },
      });
      expect([url, answer.statusCode]).toEqual([url, status]);
    }
    expect((await refresh(cookie)).statusCode).toBe(200);
  });
});

describe("refresh", () => {
  it("gives a new access token and a new cookie, again and again", async () => {
    let { cookie } = await auth.signIn("cashier");
    const cookies = new Set([cookie]);
    for (let count = 0; count < 3; count += 1) {
      const answer = await refresh(cookie);
      expect(answer.statusCode).toBe(200);
      expect(answer.json<Session>()).toMatchObject({
        user: { id: staffOf("cashier").id },
        register: { code: "main-1" },
        store: { id: demoStore.id },
      });
      cookie = cookieOf(answer);
      cookies.add(cookie);
    }
    expect(cookies.size).toBe(4);
  });

  it("gives requests at the same moment the same cookie: two tabs stay signed in", async () => {
    const { cookie } = await auth.signIn("cashier");
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(cookie)));
    expect(answers.map((answer) => answer.statusCode)).toEqual(Array(8).fill(200));
    expect(new Set(answers.map(cookieOf)).size).toBe(1);
    expect((await refresh(cookieOf(answers[0]!))).statusCode).toBe(200);
  });

  it("answers a repeated request whose answer was lost, for half a minute", async () => {
    const { cookie } = await auth.signIn("cashier");
    const [first, again] = [await refresh(cookie), await refresh(cookie)];
    expect(cookieOf(again)).toBe(cookieOf(first));
    await auth.database.asSuperuser("UPDATE auth.sessions SET refreshed_at = now() - interval '31 seconds'");
    expect(code(await refresh(cookie))).toBe("session-ended");
  });

  it("ends the session for everybody when an old cookie is used again, and writes it down", async () => {
    const { cookie: stolen } = await auth.signIn("cashier");
    const second = cookieOf(await refresh(stolen));
    const third = cookieOf(await refresh(second));
    const before = (await events("refresh-reused")).length;
    const answer = await refresh(stolen);
    expect([answer.statusCode, code(answer)]).toEqual([401, "session-ended"]);
    expect(answer.headers["set-cookie"]).toMatch(/=; .*Max-Age=0$/);
    expect(code(await refresh(third))).toBe("session-ended");
    const found = await events("refresh-reused");
    expect(found.slice(before)).toEqual([
      { user_id: staffOf("cashier").id, detail: "refresh token 1 of a session at 3" },
    ]);
  });

  it.each([
    ["no cookie", () => ""],
    ["something else", () => `${sessionCookie}=abc`],
    ["another generation under the same seal", (cookie: string) => cookie.replace(/\.1\./, ".2.")],
    ["another session under the same seal", (cookie: string) => cookie.replace(/=......../, "=00000000")],
  ])("refuses %s and leaves the session alone", async (_name, forge) => {
    const { cookie } = await auth.signIn("cashier");
    expect(code(await refresh(forge(cookie)))).toBe("session-ended");
    expect((await refresh(cookie)).statusCode).toBe(200);
  });

  it("reads the role anew, and ends when the person has left", async () => {
    const { cookie } = await auth.signIn("cashier");
    const id = staffOf("cashier").id;
    await auth.database.asSuperuser(`UPDATE auth.users SET role = 'manager' WHERE id = '${id}'`);
    const answer = await refresh(cookie);
    expect(answer.json<Session>().user.role).toBe("manager");
    await auth.database.asSuperuser(
      `UPDATE auth.users SET role = 'cashier', active = false WHERE id = '${id}'`,
    );
    expect(code(await refresh(cookieOf(answer)))).toBe("session-ended");
    await auth.database.asSuperuser(`UPDATE auth.users SET active = true WHERE id = '${id}'`);
    expect(code(await refresh(cookieOf(answer)))).toBe("session-ended");
  });

  it("is refused when another tab has signed in somebody else; that session goes on", async () => {
    const { cookie } = await auth.signIn("manager");
    const answer = await refresh(cookie, { userId: staffOf("cashier").id });
    expect(code(answer)).toBe("session-ended");
    expect(answer.headers).not.toHaveProperty("set-cookie");
    expect((await refresh(cookie, { userId: staffOf("manager").id })).statusCode).toBe(200);
  });

  it("ends after twelve hours, and old sessions are deleted", async () => {
    const { cookie } = await auth.signIn("cashier");
    await auth.database.asSuperuser("UPDATE auth.sessions SET expires_at = now() - interval '1 second'");
    expect(code(await refresh(cookie))).toBe("session-ended");
    await auth.database.asSuperuser("UPDATE auth.sessions SET expires_at = now() - interval '31 days'");
    await pruneSessions(auth.pool);
    expect((await auth.pool.query("SELECT FROM sessions")).rowCount).toBe(0);
  });
});

describe("sign-out", () => {
  it("ends the session, takes the cookie back, and always succeeds", async () => {
    const { cookie } = await auth.signIn("cashier");
    const before = (await events("signed-out")).length;
    for (const header of [cookie, cookie, ""]) {
      const answer = await auth.send("POST", "sign-out", { body: {}, headers: { cookie: header } });
      expect([answer.statusCode, answer.body]).toEqual([204, ""]);
      expect(answer.headers["set-cookie"]).toMatch(/=; Path=\/api\/auth; .*Max-Age=0$/);
    }
    expect(code(await refresh(cookie))).toBe("session-ended");
    expect(await events("signed-out")).toHaveLength(before + 1);
  });
});

describe("sign-in with a password", () => {
  it("opens the back office: no register, the first store by name, and a way to the others", async () => {
    const answer = await password({ email: olivia.email!.toUpperCase() });
    const session = answer.json<Session>();
    expect(session).not.toHaveProperty("register");
    expect(session.store.id).toBe(demoHarbour.id);
    expect(session.stores.map((store) => store.code)).toEqual(["harbour", "main"]);
    const changed = await refresh(cookieOf(answer), { storeId: demoStore.id });
    expect(changed.json<Session>().store.id).toBe(demoStore.id);
    const next = await refresh(cookieOf(changed));
    expect(next.json<Session>().store.id).toBe(demoStore.id);
  });

  it("opens the store that is asked for, if the person works there", async () => {
    expect((await password({ storeId: demoStore.id })).json<Session>().store.code).toBe("main");
    const marcus = staffOf("manager");
    const answer = await password({ email: marcus.email, storeId: demoHarbour.id });
    expect([answer.statusCode, code(answer)]).toEqual([403, "wrong-store"]);
    const own = await password({ email: marcus.email });
    expect(code(await refresh(cookieOf(own), { storeId: demoHarbour.id }))).toBe("wrong-store");
  });

  it("answers a wrong password, an unknown address and a person without password the same way", async () => {
    const answers = [
      await password({ password: "wrong" }),
      await password({ email: "nobody@example.com" }),
      await password({ email: "carla@example.com" }),
    ];
    for (const answer of answers) {
      const { requestId: _id, ...problem } = answer.json<ProblemDetails>();
      expect(problem).toEqual({
        type: "urn:cloudpos:problem:wrong-password",
        title: "E-mail address or password is not right",
        status: 401,
        code: "wrong-password",
      });
    }
  });

  it("locks an address out after five wrong passwords, whoever's it is, and leaves the PIN alone", async () => {
    for (const email of [olivia.email!, "nobody@example.com"]) {
      for (let count = 0; count < 5; count += 1)
        expect((await password({ email, password: "x" })).statusCode).toBe(401);
      const answer = await password({ email });
      expect([answer.statusCode, code(answer)]).toEqual([429, "locked-out"]);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(14 * 60);
    }
    expect((await auth.signIn("owner")).session.user.id).toBe(olivia.id);
  });

  it("ends after two hours without a refresh, which a register's session does not", async () => {
    const office = cookieOf(await password());
    const { cookie: till } = await auth.signIn("cashier");
    await auth.database.asSuperuser("UPDATE auth.sessions SET refreshed_at = now() - interval '121 minutes'");
    expect(code(await refresh(office))).toBe("session-ended");
    expect((await refresh(till)).statusCode).toBe(200);
  });

  it("keeps passwords and tokens out of database and log", async () => {
    const answer = await password();
    const refreshed = await refresh(cookieOf(answer));
    const { rows } = await auth.pool.query<{ all: string }>(
      `SELECT (SELECT json_agg(users) FROM users)::text || (SELECT json_agg(sessions) FROM sessions)::text ||
         (SELECT json_agg(access_log) FROM access_log)::text AS all`,
    );
    for (const secret of [
      demoPassword,
      answer.json<Session>().accessToken,
      cookieOf(answer).split("=")[1]!,
      cookieOf(refreshed).split("=")[1]!,
    ]) {
      expect(rows[0]!.all).not.toContain(secret);
      expect(JSON.stringify(auth.lines)).not.toContain(secret);
    }
  });
});

describe("me", () => {
  const as = (browser: Browser) => auth.send("GET", "me", { as: browser });

  it("tells who is signed in where", async () => {
    const answer = await as(await auth.signIn("cashier"));
    expect(answer.json()).toMatchObject({
      user: { displayName: "Carla Cashier", hasPin: true, hasPassword: false, storeIds: [demoStore.id] },
      store: { code: "main" },
      register: { code: "main-1", enrolled: true },
      stores: [{ code: "main" }],
    });
    const office = await as(auth.browserOf(await password()));
    expect(office.json()).not.toHaveProperty("register");
  });

  it("changes one's own PIN for the current one; wrong ones count", async () => {
    const browser = await auth.signIn("cashier");
    const change = (currentPin: string, pin: string) =>
      auth.send("PUT", "me/pin", { as: browser, body: { currentPin, pin } });
    const wrong = await change("0000", "123456");
    expect([wrong.statusCode, code(wrong)]).toEqual([401, "invalid-credentials"]);
    expect((await change("3333", "123456")).statusCode).toBe(204);
    expect((await change("123456", "3333")).statusCode).toBe(204);
    for (let count = 0; count < 5; count += 1) await change("0000", "1234");
    expect(code(await change("3333", "1234"))).toBe("locked-out");
  });

  it("changes one's own password, keeps this session and ends the others", async () => {
    const [here, elsewhere] = [auth.browserOf(await password()), auth.browserOf(await password())];
    const change = (currentPassword: string, next: string) =>
      auth.send("PUT", "me/password", {
        as: here,
        headers: { cookie: here.cookie },
        body: { currentPassword, password: next },
      });
    expect(code(await change("wrong", "a long enough one"))).toBe("wrong-password");
    const easy = await change(demoPassword, "olivia-olivia");
    expect(easy.json<ProblemDetails>().errors).toEqual([
      { path: "/body/password", message: "is too close to the name or e-mail address" },
    ]);
    expect((await change(demoPassword, "a long enough one")).statusCode).toBe(204);
    expect(code(await refresh(elsewhere.cookie))).toBe("session-ended");
    expect((await refresh(here.cookie)).statusCode).toBe(200);
    expect((await password()).statusCode).toBe(401);
    expect((await change("a long enough one", demoPassword)).statusCode).toBe(204);
  });
});
