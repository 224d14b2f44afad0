import { chmod, mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pulumiEnvironment } from "./environment.ts";
import { locateHome, newLogFolder, openHome } from "./home.ts";

const mode = async (path: string) => (await stat(path)).mode & 0o777;
const freshEnv = async () => ({
  CLOUDPOS_HOME: join(await mkdtemp(join(tmpdir(), "cloudpos-home-")), "home"),
});

test("the home is ~/.cloudpos unless CLOUDPOS_HOME says otherwise", () => {
  expect(locateHome({}).root).toBe(join(homedir(), ".cloudpos"));
  expect(locateHome({ CLOUDPOS_HOME: "/srv/pos" }).state).toBe("/srv/pos/state");
});

test("a new home is closed to others and has a long passphrase that only its owner reads", async () => {
  const home = await openHome(await freshEnv());
  expect(await mode(home.root)).toBe(0o700);
  expect(await mode(home.state)).toBe(0o700);
  expect(await mode(home.passphrase)).toBe(0o600);
  expect(await readFile(home.passphrase, "utf8")).toMatch(/^[\w-]{43}$/);
  expect(await readdir(home.root)).toEqual(["cache", "logs", "passphrase", "pulumi", "state"]);
});

test("the passphrase stays the same, and is closed again when somebody has opened it", async () => {
  const env = await freshEnv();
  const home = await openHome(env);
  const before = await readFile(home.passphrase, "utf8");
  await chmod(home.passphrase, 0o644);
  await openHome(env);
  expect(await readFile(home.passphrase, "utf8")).toBe(before);
  expect(await mode(home.passphrase)).toBe(0o600);
});

test("two runs that open a new home at once agree on one passphrase", async () => {
  const env = await freshEnv();
  const [one, other] = await Promise.all([openHome(env), openHome(env)]);
  expect(await readFile(one.passphrase, "utf8")).toBe(await readFile(other.passphrase, "utf8"));
});

test("an empty passphrase is never replaced: state may be encrypted with the lost one", async () => {
  const env = await freshEnv();
  const home = await openHome(env);
  await writeFile(home.passphrase, "");
  await expect(openHome(env)).rejects.toThrow("Restore it from your backup");
});

test("log folders are named by their time", async () => {
  const home = await openHome(await freshEnv());
  expect(await newLogFolder(home, new Date("2026-02-03T04:05:06.789Z"))).toBe(
    join(home.logs, "2026-02-03T04-05-06Z"),
  );
});

test("Pulumi runs with its own home, state and tools, and gets no secret", async () => {
  const home = await openHome(await freshEnv());
  const environment = pulumiEnvironment(home, { PATH: "/usr/bin" });
  expect(environment).toMatchObject({
    PULUMI_HOME: home.pulumi,
    PULUMI_BACKEND_URL: `file://${home.state}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: home.passphrase,
  });
  expect(environment["PATH"]).toMatch(new RegExp(`^${home.cache}/pulumi-[\\d.]+:.*:/usr/bin$`));
  expect(JSON.stringify(environment)).not.toContain(await readFile(home.passphrase, "utf8"));
  expect(pulumiEnvironment(home, { CLOUDPOS_BACKEND_URL: "s3://state" })["PULUMI_BACKEND_URL"]).toBe(
    "s3://state",
  );
});
