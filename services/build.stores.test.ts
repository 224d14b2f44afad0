import { spawn, type ChildProcess } from "node:child_process";
import { generateKeyPairSync, createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { createTestDatabase, testStore, type TestDatabase } from "@cloudpos/kit/events/test-stores";
import { MongoClient } from "mongodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { libraryDocsFiles, ownDocsFiles } from "./gateway/docs-files.ts";
import { bundleService } from "./build.ts";
import { serviceNames } from "./names.ts";

let folder: string;
const cleanUps: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "cloudpos-bundles-"));
  await writeFile(path.join(folder, "secret"), "only-for-tests");
  await writeFile(path.join(folder, "payment-key"), "only-for-tests, with thirty-two characters");
  await createReportingUser();
  const key = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  await writeFile(path.join(folder, "key.pem"), key);
  cleanUps.push(() => rm(folder, { recursive: true }));
});
afterAll(async () => {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp();
});

/** The user that the reporting service signs in as, as the database's image makes it. */
async function createReportingUser(): Promise<void> {
  const client = new MongoClient(testStore("MONGODB"));
  const roles = [{ role: "readWrite", db: "cloudpos" }];
  const user = { pwd: "only-for-tests", roles };
  const database = client.db("cloudpos");
  // A server that outlives the test has it from an earlier run.
  await database.command({ createUser: "reporting", ...user }).catch((error: Error) => {
    if (!error.message.includes("already exists")) throw error;
  });
  await client.close();
}

async function environment(name: string): Promise<Record<string, string>> {
  const secret = path.join(folder, "secret");
  const upstreams = ["AUTH", "INVENTORY", "TRANSACTION", "PAYMENT", "CUSTOMER", "NOTIFICATION", "REPORTING"];
  const redis = new URL(testStore("REDIS"));
  redis.username = "default";
  const common = {
    PORT: "0",
    HOST: "127.0.0.1",
    DRAIN_MS: "0",
    DEMO_DATA: "true",
    JWKS_URL: "http://127.0.0.1:1/keys",
    SIGNING_KEY_FILE: path.join(folder, "key.pem"),
    PIN_PEPPER_FILE: secret,
    WEBHOOK_KEY_FILE: secret,
    PAYMENT_KEY_FILE: path.join(folder, "payment-key"),
    PUBLIC_ORIGIN: "https://localhost",
    REDIS_URL: redis.href.replace(/\/$/, ""),
    REDIS_PASSWORD_FILE: secret,
    MONGODB_URL: testStore("MONGODB").replace("mongodb://", "mongodb://reporting@") + "/cloudpos",
    MONGODB_PASSWORD_FILE: secret,
    ...Object.fromEntries(upstreams.map((upstream) => [`${upstream}_URL`, "http://127.0.0.1:1"])),
  };
  if (name === "gateway") return common;
  const database: TestDatabase = await createTestDatabase(name);
  cleanUps.push(() => database.drop());
  return { ...common, DATABASE_URL: database.settings.DATABASE_URL, DATABASE_PASSWORD_FILE: secret };
}

/** Resolves with the first log line whose message matches. */
async function logged(service: ChildProcess, message: RegExp): Promise<Record<string, unknown>> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: service.stdout! })) {
    lines.push(line);
    const entry = JSON.parse(line) as Record<string, unknown>;
    if (message.test(String(entry.msg))) return entry;
  }
  throw new Error(`the service ended without logging ${message}:\n${lines.join("\n")}`);
}

/**
 * Memory that is this process's alone, in MiB: what its container is charged for while it idles. Pages of files, such
 * as the 50 MiB of Node's program, are shared by all services and given back when memory runs short.
 */
async function ownMebibytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const kibibytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)![1]);
  return (kibibytes("RssAnon") + kibibytes("RssShmem")) / 1024;
}

/** As the image of a service starts it. */
const nodeOptions = ["--max-old-space-size=96", "--max-semi-space-size=2"];
/** glibc's defaults would keep the 19 MiB that each PIN hash needs, once per thread. */
const allocator = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "1048576" };

it("bundles the page that shows the API's document beside the gateway", async () => {
  const bundle = path.join(folder, "gateway-with-page");
  await bundleService("gateway", bundle);
  expect(await readdir(path.join(bundle, "docs"))).toEqual([...ownDocsFiles, ...libraryDocsFiles].toSorted());
});

describe.each(serviceNames)("bundle of %s", (name) => {
  it("starts on its own, serves, fits in 90 MiB, and ends with 0 when told to", async () => {
    const bundle = path.join(folder, name);
    await bundleService(name, bundle);
    const service = spawn(process.execPath, [...nodeOptions, "main.mjs"], {
      cwd: bundle,
      env: { ...allocator, ...(await environment(name)) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise<number | null>((resolve) => service.once("exit", resolve));
    try {
      const { msg } = await logged(service, /listening at/);
      const address = /http:\S+/.exec(String(msg))![0];
      const health = (await (await fetch(`${address}/health`)).json()) as object;
      expect(health).toMatchObject({ status: "ok", service: name });
      await expect.poll(async () => (await fetch(`${address}/ready`)).status, { timeout: 15_000 }).toBe(200);
      // Just after the start the heap still holds what starting needed; an idle process gives it back.
      await expect.poll(() => ownMebibytes(service.pid!), { timeout: 20_000 }).toBeLessThan(90);
    } finally {
      service.kill("SIGTERM");
    }
    service.stdout!.resume();
    expect(await ended).toBe(0);
  });
});

describe("bundleService", () => {
  it("makes the same bytes wherever it puts them, with the migrations beside", async () => {
    const digest = async (into: string) => {
      await bundleService("payment", into);
      const hash = createHash("sha256");
      for (const file of ["main.mjs", "main.mjs.map"]) hash.update(await readFile(path.join(into, file)));
      return hash.digest("hex");
    };
    expect(await digest(path.join(folder, "a"))).toBe(await digest(path.join(folder, "deeper/and/deeper")));
    expect(await readdir(path.join(folder, "a"))).toEqual(["main.mjs", "main.mjs.map", "migrations"]);
  });

  it("names the services when asked for another", async () => {
    await expect(bundleService("billing", folder)).rejects.toThrow(
      'no service "billing": use one of gateway, auth',
    );
  });
});
