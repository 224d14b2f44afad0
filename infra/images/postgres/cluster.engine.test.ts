/**
 * PostgreSQL of three members as it is declared: Patroni, etcd, HAProxy and the backup host, run as a platform runs
 * them (read-only root, no capabilities, secrets as files). Proves that a commit is on two members, that another member
 * takes over from a lost primary, that the lost one comes back by itself, and that backups go on from the new one.
 */
import { execFile } from "node:child_process";
import { chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { System, Workload } from "../../model/index.ts";
import { parseSettings } from "../../settings.ts";
import { createTestAuthority, testImage } from "../../testing.ts";
import { declareSystem } from "../../workloads/index.ts";

const run = promisify(execFile);
const prefix = `cloudpos-cluster-test-${process.pid}`;
const members = ["postgres-1", "postgres-2", "postgres-3"];
const names = ["etcd-1", "etcd-2", "etcd-3", "backup", ...members, "postgres", "postgres-accounts"];
let folder: string;
let system: System;
let workloads: Workload[] = [];

async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run("docker", args, { maxBuffer: 16 * 1024 * 1024 });
  return stdout.trim();
}
const container = (name: string) => `${prefix}-${name}`;

/** Polls a condition; the test's own time limit ends it. */
async function until<T>(what: () => Promise<T>): Promise<NonNullable<T>> {
  for (;;) {
    const answer = await what().catch(() => undefined);
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const healthy = ({ name, probe }: Workload) =>
  until(() => docker("exec", container(name), ...probe.command).then(() => true));

/** As the superuser, in the container of one member. */
const sql = (member: string, statement: string) =>
  docker("exec", container(member), "psql", "-qAt", "-d", "cloudpos", "-c", statement);

/** As a service does: over TLS with its name checked, to where the proxy leads. */
function connect(port: number, statement: string): Promise<string> {
  const tls = "sslmode=verify-full sslrootcert=/etc/cloudpos/tls/ca.crt";
  const target = `host=postgres port=${port} user=auth dbname=cloudpos connect_timeout=20 ${tls}`;
  const password = "PGPASSWORD=value-of-db-auth-password";
  return docker("exec", "-e", password, container("backup"), "psql", "-qAt", target, "-c", statement);
}

/** Writes a row once, also where a try of it is lost on the way. */
const write = (n: number) =>
  until(() =>
    connect(
      5432,
      `insert into auth.marker select ${n} where not exists (select from auth.marker where n = ${n})`,
    ).then(() => true),
  );

/** The member that leads and can be written to, as seen through the proxy. */
const primary = () =>
  until(async () => {
    const address = await connect(5432, "select host(inet_server_addr()) where not pg_is_in_recovery()");
    for (const member of members) {
      const format = "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}";
      if ((await docker("inspect", "-f", format, container(member))).split(" ").includes(address))
        return member;
    }
    return undefined;
  });

const switchover = (leader: string) =>
  `patronictl -c /run/postgresql/patroni switchover postgres --leader ${leader} --force`;

/** Until either of the others could take over from `leader`: both stream, and Patroni counts on both. */
const complete = (leader: string) =>
  until(async () => {
    const quorum =
      "select count(*) from pg_stat_replication where state = 'streaming' and sync_state = 'quorum'";
    const named = (await sql(leader, "show synchronous_standby_names")).match(/postgres-\d/g);
    return named?.length === 2 && (await sql(leader, quorum)) === "2";
  });

async function file(name: string, content: string, owner: number): Promise<string> {
  const target = path.join(folder, name);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, content, { mode: 0o400 });
  await chown(target, owner, owner);
  return target;
}

/** Starts a workload as it is declared. */
async function start(workload: Workload): Promise<void> {
  const { name, image, user, args, environment, files, secrets, volumes, temporary } = workload;
  const mounts = await Promise.all([
    ...files.map(async ({ path: to, content }) => {
      const from =
        content.kind === "text"
          ? await file(`${name}-files${to}`, content.text, user.uid)
          : path.join(folder, content.kind === "ca" ? "ca.crt" : `${content.certificate}.crt`);
      return `${from}:${to}:ro`;
    }),
    ...secrets.map(async (secret) => {
      const key = /^tls-(.*)-key$/.exec(secret)?.[1];
      const value = key ? (await run("cat", [path.join(folder, `${key}.key`)])).stdout : `value-of-${secret}`;
      return `${await file(`${name}-secrets/${secret}`, value, user.uid)}:/run/secrets/${secret}:ro`;
    }),
  ]);
  await docker(
    ...["run", "-d", "--name", container(name), "--network", prefix, "--network-alias", name],
    ...["--user", `${user.uid}:${user.gid}`, "--read-only", "--cap-drop", "ALL"],
    ...temporary.flatMap((t) => ["--tmpfs", `${t.path}:size=${t.sizeMiB}m,mode=1777`]),
    ...volumes.flatMap((v) => ["-v", `${prefix}-${v.volume}:${v.path}`]),
    ...mounts.flatMap((mount) => ["-v", mount]),
    ...Object.entries(environment).flatMap(([key, value]) => ["-e", `${key}=${value}`]),
    await testImage(image),
    ...(args ?? []),
  );
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "cloudpos-cluster-"));
  system = declareSystem(
    parseSettings("test", {
      "cloudpos:environment": "dev",
      "cloudpos:platform": "swarm",
      "cloudpos:domain": "localhost",
      "cloudpos:logLevel": "debug",
      "cloudpos:postgres": JSON.stringify({ members: 3, memoryMiB: 256 }),
    }),
  );
  workloads = names.map((name) => system.workloads.find((w) => w.name === name)!);
  const authority = await createTestAuthority(folder);
  for (const name of ["postgres", "etcd", "backup"]) {
    const certificate = system.certificates.find((each) => each.name === name)!;
    await authority.sign(certificate, {
      certificate: path.join(folder, `${name}.crt`),
      key: path.join(folder, `${name}.key`),
    });
  }
  await docker("network", "create", prefix);
  const backup = workloads.find((w) => w.name === "backup")!;
  const crontab = { path: "/etc/cloudpos/schedule.crontab", content: { kind: "text", text: "" } as const };
  for (const workload of workloads) {
    await start(workload === backup ? { ...backup, files: [...backup.files, crontab] } : workload);
    // etcd finds its others in parallel, PostgreSQL one after the other, as `needs` says.
    if (!workload.name.startsWith("etcd")) await healthy(workload);
  }
});

afterAll(async () => {
  await docker("rm", "-f", "-v", ...names.map(container)).catch(() => undefined);
  const volumes = workloads.flatMap((w) => w.volumes.map((v) => `${prefix}-${v.volume}`));
  await docker("volume", "rm", ...volumes).catch(() => undefined);
  await docker("network", "rm", prefix).catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
});

test("a service writes to the primary and reads from a replica, and a commit waits for another member", async () => {
  const leader = await primary();
  await complete(leader);
  await connect(5432, "create table auth.marker (n int); insert into auth.marker values (1)");
  expect(await sql(leader, "show synchronous_standby_names")).toMatch(/^ANY 1 \(/);
  expect(await sql(leader, "select count(*) > 0 from pg_stat_replication where sync_state = 'quorum'")).toBe(
    "t",
  );
  await until(async () => (await connect(5433, "select pg_is_in_recovery()")) === "t");
  await until(async () => (await connect(5433, "select n from auth.marker")) === "1");
  await expect(connect(5433, "insert into auth.marker values (9)")).rejects.toThrow("read-only transaction");
});

test("members know each other by their certificate; nobody else copies data, with whatever password", async () => {
  const leader = await primary();
  expect(
    await sql(leader, "select bool_and(ssl) from pg_stat_ssl join pg_stat_replication using (pid)"),
  ).toBe("t");
  const target = `host=${leader} user=replication dbname=replication replication=true sslmode=require`;
  await expect(docker("exec", container("backup"), "psql", target, "-c", "IDENTIFY_SYSTEM")).rejects.toThrow(
    "requires a valid client certificate",
  );
});

test("Patroni lets nobody without a member's certificate change anything", async () => {
  const leader = await primary();
  const ask = (method: string) =>
    docker(
      ...["exec", container("backup"), "python3", "-c"],
      "import ssl,sys,urllib.request as r; c=ssl.create_default_context(cafile='/etc/cloudpos/tls/ca.crt'); " +
        `print(r.urlopen(r.Request('https://${leader}:8008/config', method='${method}', data=b'{}' if '${method}'=='PATCH' else None), context=c).status)`,
    );
  expect(await ask("GET")).toBe("200");
  await expect(ask("PATCH")).rejects.toThrow("403");
});

test("when the primary is killed another takes over with every commit, and the old one follows it", async () => {
  const old = await primary();
  await complete(old);
  await connect(5432, "insert into auth.marker values (2)");
  await docker("kill", container(old));
  const next = await primary();
  expect(next).not.toBe(old);
  expect(await connect(5432, "select string_agg(n::text, ',' order by n) from auth.marker")).toBe("1,2");
  await write(3);
  await docker("start", container(old));
  await complete(next);
  expect(await sql(old, "select max(n) from auth.marker")).toBe("3");
});

test("a primary that is stopped for an update hands over at once", async () => {
  const old = await primary();
  await complete(old);
  const [next] = await Promise.all([
    until(async () => ((await primary()) === old ? undefined : primary())),
    docker("stop", "-t", "60", container(old)),
  ]);
  await write(4);
  await docker("start", container(old));
  await complete(next);
});

test("backups and the archive go on from the new primary", async () => {
  const leader = await primary();
  await until(() =>
    docker("exec", container("backup"), "test", "-e", "/run/pgbackrest/prepared").then(() => true),
  );
  const segment = await sql(leader, "select pg_walfile_name(pg_switch_wal())");
  await until(
    async () => (await sql(leader, `select last_archived_wal >= '${segment}' from pg_stat_archiver`)) === "t",
  );
  await docker("exec", container("backup"), "backup-now", "full");
});

test("an etcd that has lost its disk joins anew, and a primary can still be replaced", async () => {
  const lost = workloads.find((w) => w.name === "etcd-2")!;
  await docker("rm", "-f", container(lost.name));
  await docker("volume", "rm", ...lost.volumes.map((v) => `${prefix}-${v.volume}`));
  await start(lost);
  const { ETCD_TRUSTED_CA_FILE, ETCD_CERT_FILE, ETCD_KEY_FILE } = lost.environment;
  const tls = ["--cacert", ETCD_TRUSTED_CA_FILE!, "--cert", ETCD_CERT_FILE!, "--key", ETCD_KEY_FILE!];
  const endpoint = ["--endpoints", "https://etcd-2:2379"];
  await until(() =>
    docker("exec", container(lost.name), "etcdctl", ...tls, ...endpoint, "endpoint", "health").then(
      () => true,
    ),
  );
  await docker("stop", container("etcd-1"));
  const old = await primary();
  await complete(old);
  await docker("exec", container(old), "bash", "-c", switchover(old));
  const next = await until(async () => ((await primary()) === old ? undefined : primary()));
  await docker("start", container("etcd-1"));
  await complete(next);
});

test("a raised setting that needs a restart takes effect as members are restarted", async () => {
  for (const member of members) {
    const workload = workloads.find((w) => w.name === member)!;
    await docker("rm", "-f", container(member));
    const files = workload.files.map((each) =>
      each.content.kind === "text" && each.path.endsWith("dynamic.json")
        ? {
            ...each,
            content: {
              ...each.content,
              text: each.content.text.replace(/"max_connections":\d+/, '"max_connections":150'),
            },
          }
        : each,
    );
    await start({ ...workload, files });
    await healthy(workload);
    await complete(await primary());
  }
  for (const member of members)
    await until(async () => (await sql(member, "show max_connections")) === "150");
});
