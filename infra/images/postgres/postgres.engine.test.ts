/**
 * The PostgreSQL image in all of its modes, run as the platform runs it: read-only root, no capabilities, secrets as
 * files. Proves access rules, rotated passwords, WAL that waits for the backup host, and a real backup.
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestAuthority, testImage } from "../../testing.ts";

const run = promisify(execFile);
const name = `cloudpos-image-test-${process.pid}`;
const postgres = `${name}-postgres`;
const backup = `${name}-backup`;
const accounts = `${name}-accounts`;
const UID = 10010;
const SERVICES = ["auth", "inventory"];
let folder: string;
let image: string;

async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run("docker", args, { maxBuffer: 16 * 1024 * 1024 });
  return stdout.trim();
}

/** Runs `psql` in the container as the superuser, over the socket. */
const sql = (statement: string) => docker("exec", postgres, "psql", "-qAt", "-c", statement, "cloudpos");

/** Runs `psql` over the network as a service does; the rejection holds the server's answer. */
function connect(user: string, password: string, statement = "select 1", mode = "verify-full") {
  const target = `host=postgres user=${user} dbname=cloudpos sslmode=${mode} sslrootcert=/etc/cloudpos/tls/ca.crt`;
  return docker("exec", "-e", `PGPASSWORD=${password}`, backup, "psql", "-qAt", target, "-c", statement);
}

/** Polls a condition; the test's own time limit ends it. */
async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 250));
}

const healthy = (container: string) => until(() => docker("exec", container, "healthcheck").then(() => true));
const exited = (container: string) =>
  until(async () => (await docker("inspect", "-f", "{{.State.Running}}", container)) === "false");

async function secret(file: string, value: string): Promise<void> {
  const target = path.join(folder, "secrets", file);
  await rm(target, { force: true });
  await writeFile(target, value, { mode: 0o400 });
  await chown(target, UID, UID);
}

async function certificates(): Promise<void> {
  const tls = path.join(folder, "tls");
  await mkdir(tls);
  const authority = await createTestAuthority(tls);
  for (const server of ["postgres", "backup"]) {
    const key = path.join(folder, `${server}.key`);
    await authority.sign(
      { dnsNames: [server], uses: ["server", "client"] },
      { certificate: path.join(tls, `${server}.crt`), key },
    );
    await secret(`tls-${server}-key`, await readFile(key, "utf8"));
  }
}

async function start(container: string, alias: string, volume: string, mode: string): Promise<void> {
  const tmpfs = ["/tmp", "/run/postgresql", "/run/pgbackrest"].flatMap((target) => ["--tmpfs", target]);
  const files = [
    ["secrets", "/run/secrets"],
    ["tls/ca.crt", "/etc/cloudpos/tls/ca.crt"],
    [`tls/${alias}.crt`, `/etc/cloudpos/tls/${alias}.crt`],
    ["schedule.crontab", "/etc/cloudpos/schedule.crontab"],
  ].flatMap(([from, to]) => ["-v", `${path.join(folder, from!)}:${to}:ro`]);
  await docker(
    ...["run", "-d", "--name", container, "--network", name, "--network-alias", alias],
    ...["--read-only", "--cap-drop", "ALL", ...tmpfs, ...files, "-v", volume],
    ...["-e", "POSTGRES_DATABASE=cloudpos", "-e", `POSTGRES_SERVICES=${SERVICES.join(",")}`, image, mode],
  );
}

/** Starts the keeper of the accounts anew, and waits until all are as the secrets say. */
async function keepAccounts(generations: Record<string, number>): Promise<void> {
  await docker("rm", "-f", accounts).catch(() => undefined);
  const roles = [...SERVICES, "monitoring"].map((role) => `${role}=${generations[role] ?? 1}`);
  await docker(
    ...[
      "run",
      "-d",
      "--name",
      accounts,
      "--network",
      name,
      "--read-only",
      "--cap-drop",
      "ALL",
      "--tmpfs",
      "/tmp",
    ],
    ...["-v", `${path.join(folder, "secrets")}:/run/secrets:ro`],
    ...["-v", `${path.join(folder, "tls/ca.crt")}:/etc/cloudpos/tls/ca.crt:ro`],
    ...["-e", "POSTGRES_DATABASE=cloudpos", "-e", `ACCOUNTS=${roles.join(" ")}`, image, "accounts"],
  );
  await until(() => docker("exec", accounts, "test", "-e", "/tmp/applied").then(() => true));
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "cloudpos-image-"));
  await mkdir(path.join(folder, "secrets"));
  await writeFile(path.join(folder, "schedule.crontab"), "* * * * * backup-configuration\n");
  await secret("backup-cipher-pass", randomBytes(24).toString("hex"));
  await secret("postgres-superuser-password", "superuser-word");
  for (const role of [...SERVICES, "monitoring", "accounts"])
    await secret(`db-${role}-password`, `${role}-word`);
  await certificates();
  image = await testImage("postgres");
  await docker("network", "create", name);
  await start(postgres, "postgres", `${name}-data:/var/lib/postgresql`, "postgres");
  await start(backup, "backup", `${name}-repository:/var/lib/backup`, "backup");
  await healthy(postgres);
  await healthy(backup);
  await keepAccounts({});
});

afterAll(async () => {
  await docker("rm", "-f", "-v", postgres, backup, accounts).catch(() => undefined);
  await docker("volume", "rm", `${name}-data`, `${name}-repository`).catch(() => undefined);
  await docker("network", "rm", name).catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
});

test("a service gets in over TLS, into its own schema and nothing else", async () => {
  expect(await connect("auth", "auth-word", "select current_schema")).toBe("auth");
  await expect(connect("auth", "wrong")).rejects.toThrow("password authentication failed");
  await expect(connect("auth", "auth-word", "select 1", "disable")).rejects.toThrow("no encryption");
  await expect(connect("postgres", "superuser-word")).rejects.toThrow("rejects connection");
  for (const schema of ["inventory", "public"]) {
    await expect(connect("auth", "auth-word", `create table ${schema}.t ()`)).rejects.toThrow(
      "permission denied",
    );
  }
  expect(await connect("monitoring", "monitoring-word", "select count(*) > 0 from pg_stat_statements")).toBe(
    "t",
  );
});

test("the backup host makes a first full backup, encrypted, and publishes when it was made", async () => {
  await until(() => docker("exec", backup, "test", "-e", "/run/pgbackrest/prepared").then(() => true));
  const [stanza] = JSON.parse(await docker("exec", backup, "backup-info")) as [
    { cipher: string; backup: { type: string; error: boolean }[] },
  ];
  expect(stanza.cipher).toBe("aes-256-cbc");
  expect(stanza.backup).toEqual([expect.objectContaining({ type: "full", error: false })]);
  const request = "exec 3<>/dev/tcp/127.0.0.1/9854; printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3";
  const metrics = await docker("exec", backup, "bash", "-c", request);
  expect(metrics).toContain("cloudpos_backup_prepared 1.0");
  expect(metrics).toMatch(/cloudpos_backup_last_success_timestamp_seconds\{type="full"\} \d/);
  expect(metrics).toMatch(/cloudpos_backup_wal_archived_timestamp_seconds \d/);
});

test("the schedule runs: a configuration backup without any password", async () => {
  const list = () => docker("exec", backup, "ls", "/var/lib/backup/configuration");
  await until(async () => /cloudpos_config_\d{8}_\d{6}\.tar\.gz/.test(await list()));
  const content = await docker(
    "exec",
    backup,
    "bash",
    "-c",
    "tar -xzOf $(ls /var/lib/backup/configuration/*.gz | head -1)",
  );
  expect(content).toContain("CREATE ROLE auth");
  expect(content).not.toMatch(/SCRAM-SHA-256/);
});

test("WAL waits for an absent backup host, PostgreSQL stops cleanly meanwhile, and nothing is lost", async () => {
  await docker("stop", "-t", "60", backup);
  await sql("create table public.marker (n int); insert into public.marker values (1)");
  const segment = await sql("select pg_walfile_name(pg_switch_wal())");
  await until(async () => (await sql("select failed_count > 0 from pg_stat_archiver")) === "t");
  await docker("stop", "-t", "60", postgres);
  expect(await docker("inspect", "-f", "{{.State.ExitCode}}", postgres)).toBe("0");
  await docker("start", postgres, backup);
  await healthy(postgres);
  await until(
    async () => (await sql(`select last_archived_wal >= '${segment}' from pg_stat_archiver`)) === "t",
  );
  expect(await sql("select n from public.marker")).toBe("1");
});

test("a password is rotated without a restart: both are valid for a while, and all belongs to the same role", async () => {
  const refused = "password authentication failed";
  await connect("auth", "auth-word", "create table of_the_first (n int)");
  // Prepared: the next one is accepted.
  await secret("db-auth-password-other", "next-word");
  await keepAccounts({ auth: 1 });
  expect(await connect("auth", "auth-word")).toBe("1");
  const acting = "select current_user, current_schema";
  expect(await connect("auth_alternate", "next-word", acting)).toBe("auth|auth");
  // Switched: the last one is still accepted.
  await secret("db-auth-password", "next-word");
  await secret("db-auth-password-other", "auth-word");
  await keepAccounts({ auth: 2 });
  expect(await connect("auth", "auth-word")).toBe("1");
  await connect("auth_alternate", "next-word", "create table of_the_second (n int); drop table of_the_first");
  // Over.
  await rm(path.join(folder, "secrets/db-auth-password-other"));
  await keepAccounts({ auth: 2 });
  await expect(connect("auth", "auth-word")).rejects.toThrow(
    /not permitted to log in|password authentication failed/,
  );
  expect(await connect("auth_alternate", "next-word")).toBe("1");
  expect(await sql("select tableowner from pg_tables where tablename = 'of_the_second'")).toBe("auth");
  // The third generation is the first account's again.
  await secret("db-auth-password", "third-word");
  await secret("db-auth-password-other", "next-word");
  await keepAccounts({ auth: 3 });
  await rm(path.join(folder, "secrets/db-auth-password-other"));
  await keepAccounts({ auth: 3 });
  expect(await connect("auth", "third-word", "select count(*) from of_the_second")).toBe("0");
  await expect(connect("auth", "auth-word")).rejects.toThrow(refused);
});

test("the keeper of the accounts reads nothing of the services", async () => {
  for (const statement of ["table auth.of_the_second", "set role auth", "alter role postgres password 'x'"]) {
    await expect(connect("accounts", "accounts-word", statement)).rejects.toThrow("permission denied");
  }
});

test("after a kill the data is there, and passwords are as they were", async () => {
  await sql("insert into public.marker values (2)");
  await docker("kill", postgres);
  await docker("start", postgres);
  await healthy(postgres);
  await healthy(backup);
  expect(await sql("select count(*) from public.marker")).toBe("2");
  expect(await connect("auth", "third-word")).toBe("1");
});

test.each([
  ["postgres", "/var/lib/postgresql/17/data"],
  ["pgbackrest", "server"],
])("when %s dies the container ends with an error", async (program, argument) => {
  // Lowest process id first: the main process, not one of its children.
  const script = `for d in $(ls /proc | grep -E '^[0-9]+$' | sort -n); do
      [[ $d != 1 && $(tr '\\0' ' ' < /proc/$d/cmdline) == *${program}*${argument}* ]] && kill -9 $d && break
    done`;
  await docker("exec", postgres, "bash", "-c", script);
  await exited(postgres);
  expect(await docker("inspect", "-f", "{{.State.ExitCode}}", postgres)).toBe("1");
  await docker("start", postgres);
  await healthy(postgres);
});

test("no secret is in the image or in the container's description, and the password is in no log", async () => {
  const described = await docker("inspect", postgres, backup, accounts, image);
  const history = await docker("history", "--no-trunc", image);
  const { stdout, stderr } = await run("docker", ["logs", postgres]);
  const keeper = await run("docker", ["logs", accounts]);
  for (const file of await readdir(path.join(folder, "secrets"))) {
    const { stdout: value } = await run("cat", [path.join(folder, "secrets", file)]);
    for (const text of [described, history, stdout, stderr, keeper.stdout]) expect(text).not.toContain(value);
  }
});
