/**
 * Six members of the Redis image, run as a platform runs them: read-only root, no capabilities, secrets as files,
 * addresses that change with every start. Proves that the cluster forms by itself, from whatever is left of it, and
 * that a planned stop loses nothing.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testImage } from "../../testing.ts";
import { prepareRedisMembers, redisSecret } from "./testing.ts";

const run = promisify(execFile);
const name = `cloudpos-redis-test-${process.pid}`;
const UID = 10003;
const members = [1, 2, 3, 4, 5, 6].map((number) => `redis-${number}`);
let folder: string;
let image: string;

async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run("docker", args, { maxBuffer: 16 * 1024 * 1024 });
  return stdout.trim();
}

/** Polls a condition; the test's own time limit ends it. */
async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 250));
}

/** `redis-cli` in a member's container as a service: over TLS, following redirections. */
const client = (member: string, ...command: string[]) =>
  docker(
    ...[
      "exec",
      "-e",
      `REDISCLI_AUTH=${redisSecret("redis-inventory-password")}`,
      `${name}-${member}`,
      "redis-cli",
      "-c",
      "--tls",
    ],
    ...["--cacert", "/etc/cloudpos/tls/ca.crt", "-h", member, "--user", "inventory", "--no-auth-warning"],
    ...command,
  );

interface Node {
  host: string;
  role: "master" | "slave";
  well: boolean;
  slots: string;
}

/** The cluster as `member` sees it. */
async function nodes(member: string): Promise<Node[]> {
  const lines = (await client(member, "CLUSTER", "NODES")).split("\n").filter(Boolean);
  return lines.map((line) => {
    const [, address = "", flags = "", , , , , link, ...slots] = line.split(" ");
    return {
      host: address.split(",")[1]!,
      role: /master/.test(flags) ? "master" : "slave",
      well: !/fail|handshake|noaddr/.test(flags) && (/myself/.test(flags) || link === "connected"),
      slots: slots.join(" "),
    };
  });
}

const ready = (member: string) =>
  docker("exec", `${name}-${member}`, "redis-ready").then(
    () => true,
    () => false,
  );

/** Every member sees six members that are well, a master with slots and a replica in each pair, and is ready. */
async function whole(): Promise<boolean> {
  for (const member of members) {
    const seen = await nodes(member);
    if (seen.length !== 6 || seen.some((node) => !node.well)) return false;
    for (const pair of [0, 1, 2]) {
      const [one, other] = [members[pair]!, members[pair + 3]!].map((host) =>
        seen.find((n) => n.host === host)!,
      );
      if ([one!.role, other!.role].toSorted().join() !== "master,slave") return false;
      if ((one!.role === "master" ? one : other)!.slots !== ["0-5460", "5461-10921", "10922-16383"][pair])
        return false;
    }
    if (!(await ready(member))) return false;
    const replication = await client(member, "INFO", "replication");
    if (!/role:master[^]*state=online|role:slave[^]*master_link_status:up/.test(replication)) return false;
  }
  return true;
}

/** Starts a member under a new address, on the volume it had. */
async function start(member: string): Promise<void> {
  await docker(
    ...["run", "--detach", "--name", `${name}-${member}`, "--network", name, "--network-alias", member],
    ...["--read-only", "--cap-drop", "ALL", "--user", `${UID}:${UID}`, "--tmpfs", "/tmp:mode=1777"],
    ...["--volume", `${name}-${member}:/var/lib/redis`, "--memory", "96m"],
    ...["--volume", `${folder}/tls:/etc/cloudpos/tls:ro`, "--volume", `${folder}/secrets:/run/secrets:ro`],
    ...["--env", `REDIS_MEMBER=${member}`, "--env", `REDIS_MEMBERS=${members.join(" ")}`, image],
    ...["--maxmemory", "64mb"],
  );
}
const kill = (member: string) => docker("rm", "--force", `${name}-${member}`);
const startAll = () => Promise.all(members.map(start));
const killAll = () => Promise.all(members.map(kill));
const forgetData = (member: string) => docker("volume", "rm", `${name}-${member}`);

/** Lets other containers take the addresses that were just given back. */
async function takeAddresses(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await docker(
      ...[
        "run",
        "--detach",
        "--name",
        `${name}-other-${Date.now()}`,
        "--network",
        name,
        "--entrypoint",
        "sleep",
      ],
      ...[image, "600"],
    );
  }
}

beforeAll(async () => {
  image = await testImage("redis");
  folder = await mkdtemp(path.join(tmpdir(), "cloudpos-redis-"));
  await prepareRedisMembers(folder);
  await docker("network", "create", name);
});

afterAll(async () => {
  const containers = await docker("ps", "-aq", "--filter", `name=${name}`);
  if (containers) await docker("rm", "--force", ...containers.split("\n"));
  const volumes = await docker("volume", "ls", "-q", "--filter", `name=${name}`);
  if (volumes) await docker("volume", "rm", ...volumes.split("\n"));
  await docker("network", "rm", name);
  await rm(folder, { recursive: true, force: true });
});

test("six members that start together form a cluster of three pairs", async () => {
  await startAll();
  await until(whole);
  expect(await client("redis-1", "SET", "inventory:kept", "yes")).toBe("OK");
  for (const member of members) expect(await client(member, "GET", "inventory:kept")).toBe("yes");
  // Clients are sent to names.
  expect(await client("redis-2", "CLUSTER", "SLOTS")).toMatch(/redis-1\b/);
});

test("a service reaches its own keys and the streams, and nothing that could harm the cluster", async () => {
  await expect(client("redis-1", "SET", "auth:theirs", "1")).resolves.toContain("NOPERM");
  for (const command of [["RESET", "HARD"], ["FAILOVER"], ["FORGET", "x"], ["MEET", "1.2.3.4", "1"]]) {
    await expect(client("redis-1", "CLUSTER", ...command)).resolves.toContain("NOPERM");
  }
  expect(await client("redis-1", "XADD", "events:dead:{events:x}", "*", "a", "b")).toMatch(/^\d+-\d+$/);
});

test("a master that is stopped hands over first: no write is refused for long, none is lost", async () => {
  const [{ host: master }] = (await nodes("redis-2")).filter((n) => n.slots === "0-5460") as [Node];
  // A key of this pair's slots; every write waits for the one before it.
  const key = "inventory:{06S}:count";
  let writing = true;
  let acknowledged = 0;
  const writer = (async () => {
    while (writing) {
      const answer = await client("redis-2", "INCR", key).catch(() => "away");
      if (/^\d+$/.test(answer)) acknowledged += 1;
    }
  })();
  await until(async () => acknowledged > 3);
  await docker("stop", "--time", "30", `${name}-${master}`);
  await kill(master);
  await takeAddresses(1);
  await start(master);
  await until(whole);
  writing = false;
  await writer;
  expect(Number(await client("redis-2", "GET", key))).toBe(acknowledged);
  const now = await nodes("redis-2");
  expect(now.find((n) => n.host === master)!.role).toBe("slave");
});

test("a master that is killed is followed by its replica", async () => {
  const [{ host: master }] = (await nodes("redis-2")).filter((n) => n.slots === "0-5460") as [Node];
  await kill(master);
  const partner = members[(members.indexOf(master) + 3) % 6]!;
  await until(async () =>
    (await nodes("redis-2")).some((n) => n.host === partner && n.role === "master" && n.slots === "0-5460"),
  );
  await start(master);
  await until(whole);
});

test("a member that comes back empty becomes the replica of its partner, and its old self is forgotten", async () => {
  const [{ host: master }] = (await nodes("redis-2")).filter((n) => n.slots === "0-5460") as [Node];
  await kill(master);
  await forgetData(master);
  await start(master);
  await until(whole);
  expect(await client("redis-3", "GET", "inventory:kept")).toBe("yes");
});

test("all come back with other addresses, and have kept their data", async () => {
  await killAll();
  await takeAddresses(7);
  await startAll();
  await until(whole);
  expect(await client("redis-5", "GET", "inventory:kept")).toBe("yes");
});

test("a pair that has lost its data serves its slots again", async () => {
  const pair = ["redis-2", "redis-5"];
  await Promise.all(pair.map(kill));
  await Promise.all(pair.map(forgetData));
  await Promise.all(pair.map(start));
  await until(whole);
});

test("two of three masters that come back empty: their replicas take over, though there is no majority", async () => {
  const masters = (await nodes("redis-6"))
    .filter((n) => n.role === "master")
    .map((n) => n.host)
    .slice(0, 2);
  await client("redis-1", "SET", "inventory:kept", "still");
  await Promise.all(masters.map(kill));
  await Promise.all(masters.map(forgetData));
  await Promise.all(masters.map(start));
  await until(whole);
  expect(await client("redis-6", "GET", "inventory:kept")).toBe("still");
});

test("a master that has lost its replica refuses writes for a moment, then goes on alone", async () => {
  const seen = await nodes("redis-6");
  const { host: master } = seen.find((n) => n.slots === "0-5460")!;
  const replica = members[(members.indexOf(master) + 3) % 6]!;
  await kill(replica);
  const write = () => client(master, "SET", "inventory:{06S}:alone", "1");
  await until(async () => /NOREPLICAS/.test(await write()));
  await until(async () => (await write()) === "OK");
  await start(replica);
  await until(whole);
  expect(await write()).toBe("OK");
});

test("the first of each pair is its master again, once all is well for a while", async () => {
  const { host: master } = (await nodes("redis-6")).find((n) => n.slots === "0-5460")!;
  if (master === "redis-1") await docker("stop", "--time", "30", `${name}-redis-1`);
  await kill("redis-1");
  await start("redis-1");
  await until(whole);
  const masters = async () => (await nodes("redis-6")).filter((n) => n.role === "master").map((n) => n.host);
  await until(async () => (await masters()).toSorted().join() === "redis-1,redis-2,redis-3");
  await until(whole);
});
