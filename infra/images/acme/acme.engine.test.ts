/**
 * The edge with a certificate of an ACME authority: the images `acme` and `edge` against pebble, the authority that
 * is made for tests, with certificates that live a minute. Requests go on all the time and none may fail.
 */
import { execFile } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import https from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { baseImage } from "../../../tools/offline/providers/docker/testing/base-image.ts";
import { createTestAuthority, testImage } from "../../testing.ts";

const run = promisify(execFile);
const name = `cloudpos-acme-test-${process.pid}`;
const domain = "shop.test";
const ACME = 10016;
const EDGE = 10005;
/** Seconds that a certificate lives. */
const VALID = 60;
let folder: string;
let edgeImage: string;
let authorities: string[];
const containers = new Set<string>();

async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run("docker", args, { maxBuffer: 16 * 1024 * 1024 });
  return stdout.trim();
}

/** Polls a condition; the test's own time limit ends it. */
async function until(what: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await Promise.resolve(what()).catch(() => false))) await pause(250);
}

async function start(alias: string, image: string, options: string[], ...args: string[]): Promise<string> {
  const container = `${name}-${alias}`;
  containers.add(container);
  await docker(
    ...["run", "--detach", "--name", container, "--network", name, "--network-alias", alias],
    ...options,
    image,
    ...args,
  );
  const format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
  return docker("inspect", "--format", format, container);
}

const mount = (file: string, target: string) => ["--volume", `${path.join(folder, file)}:${target}:ro`];
const tls = (...of: string[]) =>
  of.flatMap((each) => [
    ...mount(`${each}.crt`, `/etc/cloudpos/tls/${each}.crt`),
    ...mount(`tls-${each}-key`, `/run/secrets/tls-${each}-key`),
  ]);
const asThePlatform = [
  "--read-only",
  "--cap-drop",
  "ALL",
  "--tmpfs",
  "/tmp",
  "--tmpfs",
  "/run/nginx:mode=1777",
];

function startEdge(alias: string): Promise<string> {
  return start(alias, edgeImage, [
    ...asThePlatform,
    ...["--env", `SERVER_NAME=${domain}`, "--env", "HTTPS_PORT=443", "--env", "ACME=acme"],
    ...mount("ca.crt", "/etc/cloudpos/tls/ca.crt"),
    ...mount("admin-networks.conf", "/etc/cloudpos/edge/admin-networks.conf"),
    ...tls("edge", "edge-acme"),
  ]);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "cloudpos-acme-"));
  await chmod(folder, 0o755);
  const authority = await createTestAuthority(folder);
  // Certificates of the stack's own authority, each with its key as a secret of a user.
  for (const [of, commonName, user] of [
    ["edge", domain, EDGE],
    ["edge-acme", "edge-acme", EDGE],
    ["acme", "acme", ACME],
    ["pebble", "pebble", 0],
  ] as const) {
    const key = path.join(folder, `tls-${of}-key`);
    await authority.sign(
      { dnsNames: [commonName], uses: ["server", "client"] },
      { certificate: path.join(folder, `${of}.crt`), key },
    );
    await chown(key, user, user);
    await chmod(key, 0o400);
  }
  await writeFile(path.join(folder, "admin-networks.conf"), "deny all;\n");
  const pebble = {
    listenAddress: "0.0.0.0:14000",
    managementListenAddress: "0.0.0.0:15000",
    certificate: "/etc/cloudpos/tls/pebble.crt",
    privateKey: "/run/secrets/tls-pebble-key",
    httpPort: 8080,
    tlsPort: 8443,
    certificateValidityPeriod: VALID,
  };
  await writeFile(path.join(folder, "pebble.json"), JSON.stringify({ pebble }));
  await mkdir(path.join(folder, "pebble"));
  await writeFile(
    path.join(folder, "pebble/Dockerfile"),
    `FROM ${await baseImage()}\nRUN apt-get update && apt-get install -y --no-install-recommends pebble && rm -rf /var/lib/apt/lists/*\n`,
  );
  await docker("build", "--tag", "cloudpos/test-pebble:1", path.join(folder, "pebble"));
  const acmeImage = await testImage("acme");
  edgeImage = await testImage("edge");
  await docker("network", "create", name);
  await start(
    "pebble",
    "cloudpos/test-pebble:1",
    [...["--env", "PEBBLE_VA_NOSLEEP=1"], ...mount("pebble.json", "/etc/pebble.json"), ...tls("pebble")],
    ...["pebble", "-config", "/etc/pebble.json"],
  );
  await start("acme", acmeImage, [
    ...asThePlatform,
    ...["--env", `DOMAIN=${domain}`, "--env", "ACME_EMAIL=owner@shop.test", "--env", "RENEW_CHECK_SECONDS=5"],
    ...["--env", "ACME_DIRECTORY=https://pebble:14000/dir"],
    ...["--env", "REQUESTS_CA_BUNDLE=/etc/cloudpos/tls/ca.crt"],
    ...mount("ca.crt", "/etc/cloudpos/tls/ca.crt"),
    ...tls("acme"),
  ]);
});

afterAll(async () => {
  if (containers.size > 0) await docker("rm", "--force", "--volumes", ...containers).catch(() => undefined);
  await docker("network", "rm", name).catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
});

/** One request to `/`. @returns who signed the certificate, and its serial number */
function ask(address: string, agent: https.Agent | false): Promise<{ issuer: string; serial: string }> {
  return new Promise((resolve, reject) => {
    const options = {
      host: address,
      port: 8443,
      servername: domain,
      headers: { host: domain },
      ca: authorities,
      agent,
    };
    const request = https.get(options, (response) => {
      const { issuer, serialNumber } = (response.socket as TLSSocket).getPeerCertificate();
      response.resume();
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode === 200) resolve({ issuer: issuer.CN as string, serial: serialNumber });
        else reject(new Error(`status ${response.statusCode}`));
      });
    });
    request.setTimeout(10_000, () => request.destroy(new Error("no answer within 10 s")));
    request.on("error", reject);
  });
}

test("from the stack's own certificate to the authority's, and on to renewed ones: no request fails", async () => {
  authorities = [await readFile(path.join(folder, "ca.crt"), "utf8")];
  // The authority asks the domain; the name leads to the edge.
  const address = await startEdge(domain);
  await until(() => ask(address, false).then(({ issuer }) => issuer === "own authority"));
  const root = [
    "curl",
    "--silent",
    "--fail",
    "--cacert",
    "/etc/cloudpos/tls/ca.crt",
    "https://pebble:15000/roots/0",
  ];
  authorities.push(await docker("exec", `${name}-${domain}`, ...root));

  const serials = new Set<string>();
  const failures: string[] = [];
  let requests = 0;
  let done = false;
  const client = async (agent: https.Agent | false) => {
    while (!done) {
      requests += 1;
      await ask(address, agent).then(
        ({ serial }) => serials.add(serial),
        (error: Error) => failures.push(error.message),
      );
      await pause(20);
    }
  };
  // A resumed session shows no certificate, and the certificate is what is looked at.
  const kept = new https.Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 0 });
  const clients = [client(false), client(false), client(kept)];
  // The own one, the first of the authority, and two renewed ones.
  await until(() => serials.size >= 4);
  done = true;
  await Promise.all(clients);
  kept.destroy();
  console.log(`${requests} requests, ${failures.length} failed, ${serials.size} certificates`);
  expect(failures).toEqual([]);
});

test("another replica begins with the authority's certificate, not with the own one", async () => {
  const address = await startEdge("edge-2");
  let first: string | undefined;
  await until(async () => {
    const { issuer } = await ask(address, false);
    first ??= issuer;
    return true;
  });
  expect(first).toMatch(/^Pebble Intermediate CA/);
});

test("nobody but the edge gets the certificate's key", async () => {
  const ask = (certificate: string, key: string) => {
    const options = [
      "--silent",
      "--output",
      "/dev/null",
      "--write-out",
      "%{http_code}",
      "--cacert",
      "/etc/cloudpos/tls/ca.crt",
    ];
    const own = certificate ? ["--cert", certificate, "--key", key] : [];
    return docker("exec", `${name}-${domain}`, "curl", ...options, ...own, "https://acme:8443/edge.pem");
  };
  expect(await ask("/etc/cloudpos/tls/edge-acme.crt", "/run/secrets/tls-edge-acme-key")).toBe("200");
  expect(await ask("/etc/cloudpos/tls/edge.crt", "/run/secrets/tls-edge-key")).toBe("403");
  expect(await ask("", "")).toBe("400");
});
