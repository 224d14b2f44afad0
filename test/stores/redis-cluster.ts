import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { prepareRedisMembers, redisSecret } from "../../infra/images/redis/testing.ts";
import { testImage } from "../../infra/testing.ts";
import { docker } from "./docker.ts";

/** A Redis Cluster for one test file. */
export interface TestRedisCluster {
  /** Settings of a service for `openRedis`. */
  settingsOf(service: string): {
    REDIS_URL: string;
    REDIS_NODES: string;
    REDIS_PASSWORD: string;
    REDIS_CA: string;
  };
  /** The ports of the master that has `key`, and of its replica. */
  pairOf(key: string): Promise<{ master: number; replica: number }>;
  /** Resolves once all members are there and replicas have what their masters have. */
  whole(): Promise<void>;
  /** Sends a signal to a member, such as KILL, STOP or CONT. */
  signal(port: number, name: string): Promise<void>;
  /** Starts a member that was killed, on its data. */
  start(port: number): Promise<void>;
  stop(): Promise<void>;
}

const nodeTimeoutMs = 2_000;
const firstBusPort = 20_000;

/**
 * Three masters and three replicas with the image's own configuration, its users and TLS, as six processes in one
 * container. They announce `localhost`, each on a port of its own.
 */
export async function startRedisCluster(): Promise<TestRedisCluster> {
  const folder = await mkdtemp(path.join(tmpdir(), "cloudpos-cluster-"));
  await prepareRedisMembers(folder, "localhost");
  const ports = await freePorts(6);
  const container = await docker(
    ...["run", "--detach", "--init", "--label", `cloudpos.test-run=${process.pid}`],
    ...ports.flatMap((port) => ["--publish", `127.0.0.1:${port}:${port}`]),
    ...["--volume", `${folder}/tls:/etc/cloudpos/tls:ro`, "--volume", `${folder}/secrets:/run/secrets:ro`],
    ...["--tmpfs", "/tmp:mode=1777", "--entrypoint", "sleep", await testImage("redis"), "infinity"],
  );
  const bash = (script: string) => docker("exec", container, "bash", "-c", script);
  const cli = (port: number, ...command: string[]) =>
    docker(
      ...[
        "exec",
        "-e",
        `REDISCLI_AUTH=${redisSecret("redis-cluster-password")}`,
        container,
        "redis-cli",
        "-e",
      ],
      ...["-s", `/tmp/${port}.sock`, "--user", "cluster", "--no-auth-warning", ...command],
    );
  const start = async (port: number) => {
    const options = [
      ...["--include /etc/cloudpos/redis-cluster.conf", "--include /run/secrets/redis-replication"],
      ...[`--tls-port ${port}`, `--cluster-port ${firstBusPort + ports.indexOf(port)}`, `--dir /tmp/${port}`],
      ...["--tls-cert-file /etc/cloudpos/tls/redis-1.crt", "--tls-key-file /run/secrets/tls-redis-1-key"],
      ...[`--unixsocket /tmp/${port}.sock`, "--cluster-announce-hostname localhost"],
      ...[`--cluster-node-timeout ${nodeTimeoutMs}`, `--pidfile /tmp/${port}.pid`, "--daemonize yes"],
      ...[`--logfile /tmp/${port}.log`, "--save ''"],
    ];
    await bash(`mkdir -p /tmp/${port} && redis-server /etc/cloudpos/redis.conf ${options.join(" ")}`);
    await until(async () => (await cli(port, "PING")) === "PONG");
  };
  const nodes = async (port: number) =>
    (await cli(port, "CLUSTER", "NODES")).split("\n").map((line) => {
      const [id, address, flags, master, , , , link, ...slots] = line.split(" ");
      return {
        id: id!,
        // The port of the bus: over the socket, that for clients is not told.
        port: ports[Number(address!.match(/@(\d+)/)![1]) - firstBusPort]!,
        master: flags!.includes("master"),
        of: master!,
        well: !/fail|handshake/.test(flags!) && (link === "connected" || flags!.includes("myself")),
        slots: slots.map((range) => range.split("-").map(Number)),
      };
    });
  const alive = async () => {
    for (const port of ports) {
      if ((await cli(port, "PING").catch(() => "")) === "PONG") return port;
    }
    throw new Error("no member of the test cluster answers");
  };
  const whole = async () => {
    for (const port of ports) {
      const seen = await nodes(port);
      if (seen.length !== 6 || seen.some((node) => !node.well || (node.master && node.slots.length === 0)))
        return false;
      if (!/cluster_state:ok/.test(await cli(port, "CLUSTER", "INFO"))) return false;
      if (!/role:master|master_link_status:up/.test(await cli(port, "INFO", "replication"))) return false;
    }
    return true;
  };

  await Promise.all(ports.map(start));
  for (const [index, port] of ports.slice(1).entries()) {
    await cli(ports[0]!, "CLUSTER", "MEET", "127.0.0.1", String(port), String(firstBusPort + 1 + index));
  }
  for (const index of [0, 1, 2]) {
    const [first, last] = [Math.floor((16_384 * index) / 3), Math.floor((16_384 * (index + 1)) / 3) - 1];
    await cli(ports[index]!, "CLUSTER", "ADDSLOTSRANGE", String(first), String(last));
  }
  for (const index of [0, 1, 2]) {
    await until(async () => {
      const master = (await nodes(ports[index + 3]!)).find((node) => node.port === ports[index]);
      return (
        master !== undefined && (await cli(ports[index + 3]!, "CLUSTER", "REPLICATE", master.id)) === "OK"
      );
    });
  }
  await until(whole);

  const authority = await readFile(path.join(folder, "tls/ca.crt"), "utf8");
  return {
    settingsOf: (service) => ({
      REDIS_URL: `rediss://${service}@localhost:${ports[0]}`,
      REDIS_NODES: ports.map((port) => `localhost:${port}`).join(),
      REDIS_PASSWORD: redisSecret(`redis-${service}-password`),
      REDIS_CA: authority,
    }),
    pairOf: async (key) => {
      const slot = Number(await cli(await alive(), "CLUSTER", "KEYSLOT", key));
      const seen = await nodes(await alive());
      const owns = (range: number[]) => slot >= range[0]! && slot <= range.at(-1)!;
      const master = seen.find((node) => node.master && node.slots.some(owns))!.port;
      return { master, replica: ports[(ports.indexOf(master) + 3) % 6]! };
    },
    whole: () => until(whole),
    signal: async (port, name) => void (await bash(`kill -${name} $(< /tmp/${port}.pid)`)),
    start,
    stop: async () => {
      await docker("rm", "--force", "--volumes", container);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Polls a condition; the time limit of the test or hook ends it. */
async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 100));
}

/** Ports of the loopback interface that nobody listens on. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) =>
          server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
        ),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
