import { generateKeyPairSync } from "node:crypto";
import { demoEnrolmentCodes, demoStaff, type Enrolment, type Role, type Session } from "@cloudpos/contracts";
import { createService, openDatabase, openRedis } from "@cloudpos/kit";
import { createTestDatabase, type TestDatabase, type TestRedis } from "@cloudpos/kit/events/test-stores";
import { recordingLogger, testSettings } from "@cloudpos/kit/testing";
import { authService } from "./service.ts";

const signingKey = generateKeyPairSync("ed25519")
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();

/** The first of the demo shop's people with a role. */
export function staffOf(role: Role) {
  return demoStaff.find((person) => person.role === role)!;
}

/** A session as a browser holds it. */
export interface Browser {
  session: Session;
  /** Value of the `cookie` header. */
  cookie: string;
  authorization: string;
}

/** One more copy of the service on a database. */
export async function startCopy(database: TestDatabase, testRedis?: TestRedis) {
  const { log, lines } = recordingLogger();
  const settings = {
    ...testSettings,
    ...database.settings,
    REDIS_URL: "redis://unused@127.0.0.1:1",
    REDIS_PASSWORD: "",
    SIGNING_KEY: signingKey,
    PIN_PEPPER: "pepper",
    DEMO_DATA: true,
  };
  const redis = testRedis?.open() ?? { ...openRedis("auth", settings, log), optional: true as const };
  const service = await createService(authService(), settings, {
    log,
    needs: { database: openDatabase("auth", settings, log), redis },
  });
  return { service, lines };
}

/** The service on a database of its own, with the demo shop. */
export async function startAuth(testRedis?: TestRedis) {
  const database = await createTestDatabase("auth");
  const { service, lines } = await startCopy(database, testRedis);
  await service.migrate();
  await service.seed();
  const send = (
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    url: string,
    options: { body?: object; headers?: Record<string, string>; as?: Browser } = {},
  ) =>
    service.app.inject({
      method,
      url: `/api/auth/${url}`,
      ...(options.body && { payload: options.body }),
      headers: { ...(options.as && { authorization: options.as.authorization }), ...options.headers },
    });
  const browserOf = (answer: Awaited<ReturnType<typeof send>>): Browser => {
    if (answer.statusCode !== 200) throw new Error(`not signed in: ${answer.body}`);
    const session = answer.json<Session>();
    return { session, cookie: cookieOf(answer), authorization: `Bearer ${session.accessToken}` };
  };
  const signInAt = async (deviceToken: string, person: { id: string; pin: string }) =>
    browserOf(
      await send("POST", "sign-in", {
        body: { userId: person.id, pin: person.pin },
        headers: { "x-device-token": deviceToken },
      }),
    );
  let demoDevice: string | undefined;
  return {
    database,
    service,
    lines,
    pool: service.context.needs.database.pool,
    send,
    browserOf,
    signInAt,
    /** Enrols with a code of the demo shop. */
    enrolDemo: async (number = 0) =>
      (await send("POST", "enrolments", { body: { code: demoEnrolmentCodes[number]! } })).json<Enrolment>(),
    /** Signs somebody of the demo shop in at register main-1. */
    signIn: async (role: Role): Promise<Browser> => {
      demoDevice ??= (
        await send("POST", "enrolments", { body: { code: demoEnrolmentCodes[0] } })
      ).json<Enrolment>().deviceToken;
      return signInAt(demoDevice, staffOf(role));
    },
    close: async () => {
      await service.close();
      await database.drop();
    },
  };
}

/** The cookie that an answer sets, as the browser sends it back. */
export function cookieOf(answer: { headers: { "set-cookie"?: unknown } }): string {
  return String(answer.headers["set-cookie"]).split(";")[0]!;
}
