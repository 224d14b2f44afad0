/**
 * Every route of every service, by everybody: without a token, with one that is worth nothing, and with each role.
 * The routes are those that the services have registered, so that none can be forgotten; what is expected follows
 * from the permission it declares. Asked twice: at the service itself, and through the gateway.
 */
import { randomBytes } from "node:crypto";
import { Role, mayDo, type ProblemDetails } from "@cloudpos/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { upstreams } from "../../services/gateway/upstreams.ts";
import { patiently } from "../api/patient.ts";
import { serviceNames, type RegisteredRoute } from "../platform/definitions.ts";
import { startPlatform, type Platform } from "../platform/platform.ts";
import { createTokenMaker } from "../platform/tokens.ts";
import { newSigningKey } from "../platform/secrets.ts";
import { fillPath } from "./paths.ts";

const roles = Role.anyOf.map((literal) => literal.const);

let platform: Platform;
let routes: RegisteredRoute[];
let worthless: Record<string, { token?: string; code: string }>;
const tokens = new Map<Role, string>();

beforeAll(async () => {
  platform = await startPlatform();
  routes = serviceNames
    .flatMap((name) => platform.routesOf(name))
    .filter((route) => !route.system && !isForwarding(route));
  for (const role of roles) tokens.set(role, await platform.token({ role }));
  const owner = tokens.get("owner")!;
  const [head, claims] = owner.split(".") as [string, string];
  const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url")}.${claims}.`;
  worthless = {
    "no token": { code: "unauthorized" },
    "no word of a token": { token: "x", code: "token-invalid" },
    "a signature of chance": {
      token: `${head}.${claims}.${randomBytes(64).toString("base64url")}`,
      code: "token-invalid",
    },
    "no signature": { token: unsigned, code: "token-invalid" },
    "the key of somebody else": {
      token: await (await createTokenMaker(newSigningKey()))({ role: "owner" }),
      code: "token-invalid",
    },
    "an expired token": { token: await platform.token({ role: "owner" }, "-1h"), code: "token-expired" },
    "an approval": {
      token: await platform.token({ role: "owner" }, "1h", { audience: "cloudpos-approval" }),
      code: "token-invalid",
    },
    "a role that does not exist": {
      token: await platform.token({ role: "owner" }, "1h", { claims: { role: "root" } }),
      code: "token-invalid",
    },
  };
}, 180_000);
afterAll(() => platform?.close());

/** Routes of the gateway that only pass on: what the service behind them says is asked for with its own routes. */
function isForwarding({ service, url }: RegisteredRoute): boolean {
  return (
    service === "gateway" &&
    !url.endsWith("/health") &&
    upstreams.some(({ prefix }) => url.startsWith(`${prefix}/`))
  );
}

interface Verdict {
  status: number;
  code: string | null;
}

/** Codes that say who is asking is the reason for a refusal. */
const refusals = ["unauthorized", "token-invalid", "token-expired", "forbidden"];

async function ask(address: string, route: RegisteredRoute, token?: string): Promise<Verdict> {
  const { status, type, text } = await patiently(async () => {
    const answer = await fetch(address + fillPath(route.url), {
      method: route.method,
      ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
      redirect: "manual",
      signal: AbortSignal.timeout(10_000),
    });
    return {
      status: answer.status,
      type: answer.headers.get("content-type") ?? "",
      text: await answer.text(),
    };
  });
  const problem = type.startsWith("application/problem+json") ? (JSON.parse(text) as ProblemDetails) : null;
  // The bare minimum that every error owes: a problem with a code and the id of the request.
  if (status >= 400) expect(problem?.requestId, `${route.method} ${route.url}: ${text}`).toBeTruthy();
  return { status, code: problem?.code ?? null };
}

/** What is wrong, as lines, so that one run shows everything. */
async function findings(
  ways: (route: RegisteredRoute) => { address: string; publicHere: boolean }[],
  judge: (route: RegisteredRoute, publicHere: boolean) => (verdict: Verdict) => boolean,
  token?: string,
): Promise<string[]> {
  const found: string[] = [];
  const queue = routes.flatMap((route) => ways(route).map((way) => ({ route, ...way })));
  const work = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) {
      const { route, address, publicHere } = item;
      const verdict = await ask(address, route, token);
      if (verdict.status >= 500 || !judge(route, publicHere)(verdict)) {
        const way = address === platform.origin ? "gateway" : "service";
        found.push(
          `${route.method} ${route.url} (${route.access}) at the ${way}: ${JSON.stringify(verdict)}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return found;
}

/** At the service, and through the gateway where the route is below one of its prefixes. */
function everyWay(route: RegisteredRoute) {
  const isPublic = route.access === "public";
  const through = upstreams.some(({ prefix }) => route.url.startsWith(`${prefix}/`));
  return [
    { address: platform.addressOf(route.service), publicHere: isPublic },
    ...(through && route.service !== "gateway" ? [{ address: platform.origin, publicHere: isPublic }] : []),
  ];
}

it("knows routes of every service", () => {
  for (const name of serviceNames) expect(platform.routesOf(name).length, name).toBeGreaterThanOrEqual(4);
});

describe.each([
  "no token",
  "no word of a token",
  "a signature of chance",
  "no signature",
  "the key of somebody else",
  "an expired token",
  "an approval",
  "a role that does not exist",
])("with %s", (kind) => {
  it("nothing but public routes answers", async () => {
    const { token, code } = worthless[kind]!;
    const judge = (_route: RegisteredRoute, publicHere: boolean) => (verdict: Verdict) =>
      publicHere ? !refusals.includes(verdict.code ?? "") : verdict.status === 401 && verdict.code === code;
    expect(await findings(everyWay, judge, token)).toEqual([]);
  });
});

describe.each(roles)("as %s", (role) => {
  it("exactly the routes of the role's permissions answer", async () => {
    const judge =
      ({ access }: RegisteredRoute) =>
      ({ status, code }: Verdict) =>
        access === "public" || access === "signed-in" || mayDo(role, access)
          ? !refusals.includes(code ?? "")
          : status === 403 && code === "forbidden";
    expect(await findings(everyWay, judge, tokens.get(role))).toEqual([]);
  });
});

it("keeps what is for the platform's own networks from the outside", async () => {
  const internal = serviceNames
    .filter((name) => name !== "gateway")
    .flatMap((name) => platform.routesOf(name))
    .filter((route) => !upstreams.some(({ prefix }) => route.url.startsWith(`${prefix}/`)));
  for (const route of internal.filter(
    ({ url }) => !["/health", "/started", "/ready", "/metrics", "/openapi.json"].includes(url),
  )) {
    expect((await ask(platform.origin, route)).status, route.url).toBe(404);
  }
});
