import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import { MongoClient } from "mongodb";
import { Client } from "pg";
import { testImage } from "../../infra/testing.ts";
import { docker } from "./docker.ts";

/**
 * Real PostgreSQL, Redis and MongoDB for one run of the `stores` tests, in throwaway containers on free ports of
 * the loopback interface. Tests find them in TEST_POSTGRES_URL, TEST_REDIS_URL and TEST_MONGODB_URL; where these
 * are set already, those stores are used and nothing is started.
 *
 * Data is in memory and not flushed: what is tested is the services, not the disks.
 */
const label = "cloudpos.test-run";
const startTimeoutMs = 60_000;

interface Store {
  name: "postgres" | "redis" | "mongodb";
  variable: string;
  port: number;
  /** Run instead of the image's entry point, which expects a stack's secrets and certificates. */
  command: string;
  url(port: string): string;
  /** Rejects until the store answers. */
  ping(url: string): Promise<unknown>;
}

const stores: readonly Store[] = [
  {
    name: "postgres",
    variable: "TEST_POSTGRES_URL",
    port: 5432,
    command: [
      "initdb -D /tmp/store/data -U postgres -A trust --no-sync > /dev/null",
      "echo 'host all all all trust' >> /tmp/store/data/pg_hba.conf",
      "exec postgres -D /tmp/store/data -k /tmp/store -c listen_addresses='*' -c max_connections=300 -c fsync=off -c full_page_writes=off",
    ].join(" && "),
    url: (port) => `postgres://postgres@127.0.0.1:${port}/postgres`,
    ping: async (url) => {
      const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
      try {
        await client.connect();
        await client.query("SELECT 1");
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  },
  {
    name: "redis",
    variable: "TEST_REDIS_URL",
    port: 6379,
    command:
      "exec redis-server --databases 128 --port 6379 --bind 0.0.0.0 --protected-mode no --save '' --dir /tmp/store",
    url: (port) => `redis://127.0.0.1:${port}`,
    ping: async (url) => {
      const client = new Redis(url, {
        lazyConnect: true,
        retryStrategy: () => null,
        maxRetriesPerRequest: 0,
      });
      client.on("error", () => undefined);
      try {
        await client.connect();
        await client.ping();
      } finally {
        client.disconnect();
      }
    },
  },
  {
    name: "mongodb",
    variable: "TEST_MONGODB_URL",
    port: 27017,
    command:
      "exec /opt/secantusdb/bin/secantusd-py --storage-path /tmp/store --standalone --host 0.0.0.0 --port 27017",
    url: (port) => `mongodb://127.0.0.1:${port}`,
    ping: async (url) => {
      const client = new MongoClient(url, { serverSelectionTimeoutMS: 1_000 });
      try {
        await client.db("admin").command({ ping: 1 });
      } finally {
        await client.close();
      }
    },
  },
];

/** Vitest calls this before the run, and what it returns after it. */
export default async function setup(): Promise<() => Promise<void>> {
  const wanted = stores.filter((store) => !process.env[store.variable]);
  if (wanted.length === 0) return async () => undefined;
  await removeAbandoned();
  const started: string[] = [];
  const stop = async () => {
    if (started.length > 0) await docker("rm", "--force", "--volumes", ...started.splice(0));
  };
  try {
    await Promise.all(
      wanted.map(async (store) => (process.env[store.variable] = await start(store, started))),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function start(store: Store, started: string[]): Promise<string> {
  const image = await testImage(store.name);
  const container = await docker(
    ...["run", "--detach", "--label", `${label}=${process.pid}`],
    ...["--publish", `127.0.0.1::${store.port}`],
    ...["--tmpfs", "/tmp/store:mode=1777", "--shm-size", "256m"],
    ...["--entrypoint", "bash", image, "-c", store.command],
  );
  started.push(container);
  const address = await docker("port", container, `${store.port}/tcp`);
  const url = store.url(address.split("\n")[0]!.split(":").at(-1)!);
  await answered(store, container, url);
  return url;
}

async function answered(store: Store, container: string, url: string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    try {
      await store.ping(url);
      return;
    } catch (error) {
      const running = await docker("inspect", "--format", "{{.State.Running}}", container);
      if (running !== "true" || Date.now() > deadline) {
        const log = await docker("logs", "--tail", "20", container);
        throw new Error(`the ${store.name} for the tests did not start:\n${log}`, { cause: error });
      }
      await pause(100);
    }
  }
}

/** Removes what a run that was killed left behind; containers of a run still going on stay. */
async function removeAbandoned(): Promise<void> {
  const lines = await docker(
    "ps",
    "--all",
    "--filter",
    `label=${label}`,
    "--format",
    `{{.ID}} {{.Label "${label}"}}`,
  );
  for (const line of lines.split("\n").filter(Boolean)) {
    const [id, owner] = line.split(" ") as [string, string];
    if (!isRunning(Number(owner))) await docker("rm", "--force", "--volumes", id);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
