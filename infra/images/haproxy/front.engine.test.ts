/**
 * Replicas of the edge behind the front, as on a platform where only one container of a server can hold a published
 * port: the images `haproxy` and `edge`, replaced while requests go on.
 */
import { execFile } from "node:child_process";
import { chmod, chown, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import http2 from "node:http2";
import https from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import tls from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestAuthority, testImage } from "../../testing.ts";

const run = promisify(execFile);
const name = `cloudpos-front-test-${process.pid}`;
/** Callers are in the first, which the front shares; it shares the second with the edge. The third is the edge's own. */
const networks = { outside: `${name}-outside`, front: `${name}-front`, inside: `${name}-inside` };
const domain = "shop.test";
const EDGE = 10005;
let folder: string;
let images: { edge: string; haproxy: string };
let authority: string;
/** What the front sees this machine as. */
let ourAddress: string;
const containers = new Set<string>();
/** Answers over kept connections that asked for another one. */
let askedToLeave = 0;

async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run("docker", args, { maxBuffer: 16 * 1024 * 1024 });
  return stdout.trim();
}

/** Polls a condition; the test's own time limit ends it. */
async function until(what: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await Promise.resolve(what()).catch(() => false))) await pause(100);
}

/** Starts a container that is in several networks from its first moment on. */
async function start(
  container: string,
  image: string,
  { alias, within, options = [] }: { alias: string; within: string[]; options?: string[] },
  ...args: string[]
): Promise<void> {
  const [first, ...others] = within as [string, ...string[]];
  containers.add(`${name}-${container}`);
  await docker(
    ...["create", "--name", `${name}-${container}`, "--network", first, "--network-alias", alias],
    ...["--read-only", "--cap-drop", "ALL", "--tmpfs", "/tmp", ...options, image, ...args],
  );
  for (const network of others)
    await docker("network", "connect", "--alias", alias, network, `${name}-${container}`);
  await docker("start", `${name}-${container}`);
}

const addressIn = (network: string, container: string) =>
  docker(
    ...["inspect", "--format", `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`],
    `${name}-${container}`,
  );

const mount = (file: string, target: string) => ["--volume", `${path.join(folder, file)}:${target}:ro`];

const startEdge = (container: string) =>
  start(container, images.edge, {
    alias: "edge",
    within: [networks.inside, networks.front],
    options: [
      ...["--tmpfs", "/run/nginx:mode=1777"],
      ...["--env", `SERVER_NAME=${domain}`, "--env", "HTTPS_PORT=443"],
      ...["--env", "FRONT=front", "--env", "DRAIN_SECONDS=5"],
      ...mount("ca.crt", "/etc/cloudpos/tls/ca.crt"),
      ...mount("edge.crt", "/etc/cloudpos/tls/edge.crt"),
      ...mount("tls-edge-key", "/run/secrets/tls-edge-key"),
      ...mount("admin-networks.conf", "/etc/cloudpos/edge/admin-networks.conf"),
    ],
  });

/** The addresses that an edge was asked from, as its log has them. */
async function callersOf(container: string): Promise<string[]> {
  const log = await docker("logs", `${name}-${container}`);
  return log.split("\n").map((line) => (JSON.parse(line) as { address: string }).address);
}

/** One request to `/`. @returns the status */
function ask(host: string, agent: https.Agent | false, port = 8443): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { host, port, servername: domain, headers: { host: domain }, ca: authority, agent };
    const request = https.get(options, (response) => {
      response.resume();
      response.on("error", reject);
      response.on("end", () => {
        if (agent && response.headers.connection?.includes("close")) askedToLeave += 1;
        resolve(response.statusCode!);
      });
    });
    request.setTimeout(10_000, () => request.destroy(new Error("no answer within 10 s")));
    request.on("error", reject);
  });
}

/**
 * Requests over HTTP/2 as browsers make them: over one connection until they are told to leave it, and again what they
 * are told was not taken.
 */
class Browser {
  readonly #host: string;
  #session: http2.ClientHttp2Session | undefined;
  /** How many connections it has had. */
  connections = 0;

  constructor(host: string) {
    this.#host = host;
  }

  async ask(): Promise<number> {
    for (;;) {
      const status = await this.#try();
      if (status !== "not taken") return status;
    }
  }

  #try(): Promise<number | "not taken"> {
    return new Promise((resolve, reject) => {
      const stream = this.#connection().request({ ":path": "/", ":authority": domain });
      let status = 0;
      stream.on("response", (headers) => (status = headers[":status"]!));
      stream.resume();
      stream.on("end", () => status && resolve(status));
      stream.on("error", (error) => {
        if (stream.rstCode === http2.constants.NGHTTP2_REFUSED_STREAM) resolve("not taken");
        else reject(error);
      });
      stream.on("close", () => reject(new Error("no answer")));
    });
  }

  #connection(): http2.ClientHttp2Session {
    if (this.#session && !this.#session.closed && !this.#session.destroyed) return this.#session;
    const session = http2.connect(`https://${this.#host}:8443`, { servername: domain, ca: authority });
    session.on("goaway", () => session.close());
    // Said by the requests that it was to carry.
    session.on("error", () => undefined);
    this.connections += 1;
    return (this.#session = session);
  }

  close(): void {
    this.#session?.destroy();
  }
}

/** One request to `/` with a claim ahead of it where the connection comes from, as the front makes it. */
async function askAs(claimed: string, host: string, port: number): Promise<number> {
  const socket = connect({ host, port });
  socket.write(`PROXY TCP4 ${claimed} ${host} 50000 ${port}\r\n`);
  const secured = tls.connect({ socket, servername: domain, ca: authority });
  secured.write(`GET / HTTP/1.1\r\nHost: ${domain}\r\nConnection: close\r\n\r\n`);
  let text = "";
  for await (const chunk of secured) text += String(chunk);
  return Number(text.split(" ")[1]);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "cloudpos-front-"));
  await chmod(folder, 0o755);
  const key = path.join(folder, "tls-edge-key");
  await (
    await createTestAuthority(folder)
  ).sign({ dnsNames: [domain], uses: ["server"] }, { certificate: path.join(folder, "edge.crt"), key });
  await chown(key, EDGE, EDGE);
  await chmod(key, 0o400);
  authority = await readFile(path.join(folder, "ca.crt"), "utf8");
  images = { edge: await testImage("edge"), haproxy: await testImage("haproxy") };
  for (const network of Object.values(networks)) await docker("network", "create", network);
  ourAddress = await docker(
    ...["network", "inspect", "--format", "{{(index .IPAM.Config 0).Gateway}}", networks.outside],
  );
  await writeFile(path.join(folder, "admin-networks.conf"), `allow ${ourAddress};\ndeny all;\n`);
});

afterAll(async () => {
  if (containers.size > 0) await docker("rm", "--force", "--volumes", ...containers).catch(() => undefined);
  await docker("network", "rm", ...Object.values(networks)).catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
});

test("one replica of the edge after the other is replaced: no request fails", async () => {
  // In this order a first edge comes up before there is a front.
  await startEdge("edge-1");
  await startEdge("edge-2");
  await start(
    "front",
    images.haproxy,
    { alias: "front", within: [networks.outside, networks.front] },
    "edge",
  );
  const front = await addressIn(networks.outside, "front");
  await until(async () => (await ask(front, false)) === 200);

  const failures: string[] = [];
  let requests = 0;
  let done = false;
  const client = async (askOnce: () => Promise<number>) => {
    while (!done) {
      requests += 1;
      await askOnce().then(
        (status) => status === 200 || failures.push(`status ${status}`),
        (error: Error) => failures.push(error.message),
      );
      await pause(20);
    }
  };
  const kept = [1, 2, 3].map(() => new https.Agent({ keepAlive: true, maxSockets: 1 }));
  const browsers = [1, 2, 3].map(() => new Browser(front));
  const clients = [
    ...[false as const, false as const, ...kept].map((agent) => client(() => ask(front, agent))),
    ...browsers.map((browser) => client(() => browser.ask())),
  ];
  for (const [old, successor] of [
    ["edge-1", "edge-3"],
    ["edge-2", "edge-4"],
  ] as const) {
    await startEdge(successor);
    await until(async () => (await callersOf(successor)).length > 20);
    await docker("stop", "--time", "60", `${name}-${old}`);
    expect(await docker("inspect", "--format", "{{.State.ExitCode}}", `${name}-${old}`)).toBe("0");
  }
  const soFar = requests;
  await until(() => requests > soFar + 100);
  done = true;
  await Promise.all(clients);
  for (const agent of kept) agent.destroy();
  for (const browser of browsers) browser.close();
  console.log(`${requests} requests, ${failures.length} failed`);
  expect(failures).toEqual([]);
  // Both replicas that they began with are gone; they were told so over the connections that they kept.
  expect(askedToLeave).toBeGreaterThan(0);
  for (const { connections } of browsers) expect(connections).toBeGreaterThan(1);
});

test("the edge sees callers as they are, and believes nobody but the front where they come from", async () => {
  expect(new Set(await callersOf("edge-3"))).toEqual(new Set([ourAddress]));
  // Prometheus is not there, but these callers may ask for it.
  expect(await ask(await addressIn(networks.outside, "front"), false, 9443)).toBe(502);
  expect(await askAs(ourAddress, await addressIn(networks.inside, "edge-3"), 9443)).toBe(403);
});

test("each replica says what it counts", async () => {
  const metrics = await docker("exec", `${name}-edge-3`, "curl", "--silent", "http://127.0.0.1:8081/metrics");
  const [, requests] = /^nginx_http_requests_total (\d+)$/m.exec(metrics) ?? [];
  expect(Number(requests)).toBeGreaterThan(20);
  expect(metrics.match(/^nginx_\w+ \d+$/gm)).toHaveLength(7);
});

test("what a replica refuses goes to another one", async () => {
  const front = await addressIn(networks.outside, "front");
  await docker("kill", "--signal", "KILL", `${name}-edge-3`);
  for (let count = 0; count < 20; count += 1) expect(await ask(front, false)).toBe(200);
});
