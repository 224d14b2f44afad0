/**
 * What the gateway costs: requests through it against the same requests sent straight to the service behind it, taken
 * in turns in one run on one machine. The service does nothing but answer, so the difference is the gateway's. Figures
 * of different runs do not compare; the ratio does.
 *
 *   node services/gateway/benchmark.ts [seconds]
 *
 * With TEST_REDIS_URL set, rate limits are counted in that Redis; without, they are off.
 */
import { once } from "node:events";
import { Agent, request } from "node:http";
import type { AddressInfo } from "node:net";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { createService, openRedis, verifyToken } from "@cloudpos/kit";
import { recordingLogger, testIssuer, testSettings } from "@cloudpos/kit/testing";
import { gateway } from "./service.ts";
import { upstreams } from "./upstreams.ts";

interface Load {
  url: string;
  authorization: string;
  clients: number;
  seconds: number;
}

/** A sale of three lines is about this long. */
const body = JSON.stringify({ note: "x".repeat(900) });

if (isMainThread) await main();
else parentPort!.postMessage(await drive(workerData as Load));

/** Sends as `clients` tills do, each the next when the last is answered. @returns requests per second. */
async function drive({ url, authorization, clients, seconds }: Load): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const headers = { authorization, "content-type": "application/json", "content-length": body.length };
  let answered = 0;
  const send = () =>
    new Promise<void>((resolve, reject) => {
      request(url, { method: "POST", headers, agent }, (answer) => {
        answer.resume().on("end", () => {
          if (answer.statusCode !== 200) return reject(new Error(`status ${answer.statusCode}`));
          answered += 1;
          resolve();
        });
      })
        .on("error", reject)
        .end(body);
    });
  const until = performance.now() + seconds * 1000;
  const client = async () => {
    while (performance.now() < until) await send();
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  return answered / seconds;
}

async function main(): Promise<void> {
  const seconds = Number(process.argv[2] ?? 4);
  const clients = 32;
  const issuer = await testIssuer();
  // The service, in a thread of its own: both ways to it share the cost of answering.
  const service = new Worker(
    `const { createServer } = require("node:http");
     const { parentPort } = require("node:worker_threads");
     const server = createServer((request, response) => {
       request.resume().on("end", () => response.setHeader("content-type", "application/json").end('{"ok":true}'));
     });
     server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`,
    { eval: true },
  );
  const [port] = (await once(service, "message")) as [number];
  const address = `http://127.0.0.1:${port}`;

  const { log } = recordingLogger();
  log.level = "silent";
  const redisUrl = process.env["TEST_REDIS_URL"];
  const settings = {
    ...testSettings,
    REDIS_URL: redisUrl ? withUser(redisUrl) : "redis://nobody@127.0.0.1:1",
    REDIS_PASSWORD: "",
    JWKS_URL: "http://127.0.0.1:1/keys",
    PUBLIC_ORIGIN: "https://shop.example",
    RATE_LIMIT_ADDRESS: 1_000_000_000,
    RATE_LIMIT_REGISTER: 1_000_000_000,
    RATE_LIMIT_USER: 1_000_000_000,
    RATE_LIMIT_SIGN_IN: 1_000_000_000,
    RATE_LIMIT_ENROLMENT: 1_000_000_000,
    RATE_LIMIT_REFRESH: 1_000_000_000,
    MAX_IN_FLIGHT: 1_000,
    ...(Object.fromEntries(upstreams.map((upstream) => [upstream.address, address])) as Record<
      (typeof upstreams)[number]["address"],
      string
    >),
  };
  const redis = openRedis("gateway", settings, log);
  const running = await createService(gateway, settings, {
    log,
    keys: issuer.keys,
    needs: { redis: { ...redis, optional: true } },
  });
  await running.app.listen({ host: "127.0.0.1", port: 0 });
  const own = (running.app.server.address() as AddressInfo).port;

  const { authorization } = await issuer.headers("cashier");
  const run = async (to: string, duration: number) => {
    const load: Load = { url: `${to}/api/transactions/sales`, authorization, clients, seconds: duration };
    const [rate] = (await once(new Worker(new URL(import.meta.url), { workerData: load }), "message")) as [
      number,
    ];
    return rate;
  };
  const through = `http://127.0.0.1:${own}`;
  await run(through, 1);
  const rates = { direct: [] as number[], proxied: [] as number[], cpu: [] as number[] };
  for (let round = 0; round < 3; round += 1) {
    rates.direct.push(await run(address, seconds));
    const before = process.threadCpuUsage();
    const rate = await run(through, seconds);
    const used = process.threadCpuUsage(before);
    rates.proxied.push(rate);
    rates.cpu.push((used.user + used.system) / (rate * seconds));
  }
  const middle = (values: number[]) => values.toSorted((a, b) => a - b)[1]!;
  console.log(`rate limits: ${redisUrl ? "counted in Redis" : "off"}; ${clients} clients`);
  console.log(`direct: ${Math.round(middle(rates.direct))} requests/s`);
  console.log(`through the gateway: ${Math.round(middle(rates.proxied))} requests/s`);
  console.log(`ratio: ${(middle(rates.proxied) / middle(rates.direct)).toFixed(2)}`);
  console.log(`gateway's processor time per request: ${Math.round(middle(rates.cpu))} µs`);

  const token = authorization.slice("Bearer ".length);
  const checks = 1_000;
  const before = process.cpuUsage();
  for (let count = 0; count < checks; count += 1) await verifyToken(token, issuer.keys);
  const used = process.cpuUsage(before);
  console.log(`a token's signature, saved with each: ${Math.round((used.user + used.system) / checks)} µs`);
  await running.close();
  await service.terminate();
}

function withUser(url: string): string {
  const withName = new URL(url);
  withName.username = "default";
  return withName.href.replace(/\/$/, "");
}
