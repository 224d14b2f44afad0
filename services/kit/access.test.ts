import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApprovalClaims } from "@cloudpos/contracts";
import { SignJWT, exportJWK, generateKeyPair, type JWK, type JWTVerifyGetKey } from "jose";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  createService,
  defineService,
  identityOf,
  remoteKeys,
  verifyApproval,
  verifyToken,
} from "./index.ts";
import { recordingLogger, testIssuer, testSettings } from "./testing.ts";
import { VerifiedTokens } from "./verified-tokens.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

describe("verified tokens", () => {
  it("are known until they expire, and for a minute at most", () => {
    const known = new VerifiedTokens<string>();
    known.add("long", "a", 900_000, 0);
    known.add("short", "b", 30_000, 0);
    expect([known.get("long", 34_999), known.get("short", 34_999)]).toEqual(["a", "b"]);
    expect(known.get("short", 35_000)).toBeUndefined();
    expect(known.get("long", 59_999)).toBe("a");
    expect(known.get("long", 60_000)).toBeUndefined();
    expect(known.size).toBe(0);
  });

  it("are bounded: the one unused for longest goes first", () => {
    const known = new VerifiedTokens<number>(3);
    for (const [index, token] of ["a", "b", "c"].entries()) known.add(token, index, 1e9, 0);
    known.get("a", 1);
    known.add("d", 3, 1e9, 1);
    expect(["a", "b", "c", "d"].map((token) => known.get(token, 2))).toEqual([0, undefined, 2, 3]);
    expect(known.size).toBe(3);
  });
});

async function start(keys: JWTVerifyGetKey) {
  let asked = 0;
  const service = await createService(
    defineService({
      name: "sample",
      description: "A sample.",
      port: 0,
      settings: {},
      dependencies: () => ({}),
      routes: (app) => {
        app.get("/who", { config: { access: "signed-in" } }, async (request) => identityOf(request));
        app.get("/reports", { config: { access: "report:read" } }, async () => "ok");
      },
    }),
    testSettings,
    {
      log: recordingLogger().log,
      keys: (...given) => {
        asked += 1;
        return keys(...given);
      },
    },
  );
  cleanUps.push(() => service.close());
  return {
    asked: () => asked,
    get: (url: string, headers: { authorization: string }) => service.app.inject({ url, headers }),
  };
}

describe("a service", () => {
  it("checks a token's signature once a minute, and the permission each time", async () => {
    const issuer = await testIssuer();
    const { get, asked } = await start(issuer.keys);
    const headers = await issuer.headers("cashier");
    for (let count = 0; count < 5; count += 1) expect((await get("/who", headers)).statusCode).toBe(200);
    expect((await get("/reports", headers)).statusCode).toBe(403);
    expect(asked()).toBe(1);
    vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ["Date"] });
    expect((await get("/who", headers)).statusCode).toBe(200);
    expect(asked()).toBe(2);
  });

  it("refuses a token once it has expired, though it knows it", async () => {
    const issuer = await testIssuer();
    const { get } = await start(issuer.keys);
    const headers = { authorization: `Bearer ${await issuer.token({}, { expiresIn: "20s" })}` };
    expect((await get("/who", headers)).statusCode).toBe(200);
    vi.useFakeTimers({ now: Date.now() + 26_000, toFake: ["Date"] });
    expect((await get("/who", headers)).json<{ code: string }>().code).toBe("token-expired");
  });

  it("never takes a token for another that differs in one character", async () => {
    const issuer = await testIssuer();
    const { get } = await start(issuer.keys);
    const { authorization } = await issuer.headers("cashier");
    expect((await get("/who", { authorization })).statusCode).toBe(200);
    const [head, body, signature] = authorization.split(".") as [string, string, string];
    const other = signature[9] === "A" ? "B" : "A";
    const forged = `${head}.${body}.${signature.slice(0, 9)}${other}${signature.slice(10)}`;
    expect((await get("/who", { authorization: forged })).statusCode).toBe(401);
  });

  it("knows people without a register", async () => {
    const issuer = await testIssuer();
    const { get } = await start(issuer.keys);
    const headers = await issuer.headers("owner", { registerId: undefined });
    expect((await get("/who", headers)).json()).not.toHaveProperty("registerId");
  });
});

/** A key of auth, and tokens signed with it. */
async function signingKey(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid, alg: "EdDSA", use: "sig" };
  const token = () =>
    new SignJWT({ role: "cashier", storeId: userId, name: "Carla" })
      .setProtectedHeader({ alg: "EdDSA", kid })
      .setSubject(userId)
      .setIssuer("cloudpos")
      .setAudience("cloudpos")
      .setIssuedAt()
      .setExpirationTime("5h")
      .sign(privateKey);
  return { jwk, token };
}
const userId = "0198c0de-0000-7000-8000-000000000023";

async function publish(keys: JWK[]): Promise<{ url: string; server: Server }> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUps.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

describe("keys of auth", () => {
  it("rotate: a new key counts at once, a withdrawn one no longer after six minutes", async () => {
    const [old, fresh] = [await signingKey("old"), await signingKey("new")];
    const published = [old.jwk];
    const { url } = await publish(published);
    const { get } = await start(remoteKeys(url));
    const oldHeaders = { authorization: `Bearer ${await old.token()}` };
    const newHeaders = { authorization: `Bearer ${await fresh.token()}` };
    expect((await get("/who", oldHeaders)).statusCode).toBe(200);

    published.push(fresh.jwk);
    // Past the pause between two fetches for unknown keys.
    vi.useFakeTimers({ now: Date.now() + 31_000, toFake: ["Date"] });
    expect((await get("/who", newHeaders)).statusCode).toBe(200);

    published.shift();
    vi.setSystemTime(Date.now() + 361_000);
    expect((await get("/who", oldHeaders)).json<{ code: string }>().code).toBe("token-invalid");
    expect((await get("/who", newHeaders)).statusCode).toBe(200);
  });

  it("serve on for an hour while auth is away", async () => {
    const key = await signingKey("a");
    const { url, server } = await publish([key.jwk]);
    const keys = remoteKeys(url);
    const token = await key.token();
    await verifyToken(token, keys);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    vi.useFakeTimers({ now: Date.now() + 3_500_000, toFake: ["Date"] });
    expect(await verifyToken(token, keys)).toMatchObject({ userId });
    vi.setSystemTime(Date.now() + 200_000);
    await expect(verifyToken(token, keys)).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("approval", async () => {
  const issuer = await testIssuer();
  const claims: ApprovalClaims = {
    sub: "0198c0de-0000-7000-8000-000000000022",
    permission: "sale:refund",
    saleId: "0198c0de-0000-7000-8000-0000000000aa",
    storeId: "0198c0de-0000-7000-8000-000000000001",
    requestedBy: userId,
    reason: "Damaged",
  };
  const expected = {
    approverId: claims.sub,
    permission: claims.permission,
    saleId: claims.saleId,
    storeId: claims.storeId,
    soldAt: new Date(),
  };
  const token = await issuer.approval(claims);

  it("is taken for what it is for", async () => {
    expect(await verifyApproval(token, issuer.keys, expected)).toMatchObject(claims);
  });

  it.each([
    ["another sale", { saleId: "0198c0de-0000-7000-8000-0000000000ab" }],
    ["another store", { storeId: "0198c0de-0000-7000-8000-000000000002" }],
    ["another permission", { permission: "sale:discount" as const }],
    ["another approver", { approverId: userId }],
    ["a sale made after it ran out", { soldAt: new Date(Date.now() + 12 * 60_000) }],
  ])("is not taken for %s", async (_name, other) => {
    expect(await verifyApproval(token, issuer.keys, { ...expected, ...other })).toBeNull();
  });

  it("is no access token, nor the other way round", async () => {
    await expect(verifyToken(token, issuer.keys)).rejects.toMatchObject({ code: "token-invalid" });
    expect(await verifyApproval(await issuer.token(), issuer.keys, expected)).toBeNull();
    expect(await verifyApproval("abc", issuer.keys, expected)).toBeNull();
    const foreign = await testIssuer();
    expect(await verifyApproval(await foreign.approval(claims), issuer.keys, expected)).toBeNull();
  });
});
