/**
 * Runs the program on Pulumi's mocks and compares every resource's inputs with the committed files in `golden/`.
 * A pull request thus shows its own consequences. To accept a change: `npx vitest run --project unit infra -u`.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parse, stringify } from "yaml";
import { weaknessesOfPod, type Pod } from "./platforms/kubernetes/testing.ts";

// What is deployed, not which build of it: digests change with every line of a service.
vi.mock("./foundation/image-sources.ts", () => ({
  prepareImages: async () =>
    new Map(
      [
        ...[
          "postgres",
          "etcd",
          "haproxy",
          "redis",
          "mongodb",
          "edge",
          "prometheus",
          "alertmanager",
          "exporters",
          "gateway",
          "auth",
        ],
        ...["inventory", "transaction", "payment", "customer", "notification", "reporting", "mailbox"],
      ].map((name) => [
        name,
        { name, context: path.resolve(`.build/${name}`), base: "base", reference: `cloudpos/${name}:digest` },
      ]),
    ),
}));

interface Registered {
  type: string;
  name: string;
  /** URN and id of its provider. */
  provider: string;
  inputs: Record<string, unknown>;
}
let registered: Registered[] = [];

/** What the provider would compute; secrets show as their names. */
function outputsOf({ type, name, inputs }: Registered): Record<string, unknown> {
  if (type.startsWith("random:")) return { ...inputs, result: `<${name}>` };
  if (type === "tls:index/privateKey:PrivateKey") {
    return { ...inputs, privateKeyPem: `<${name}>`, privateKeyPemPkcs8: `<${name}>` };
  }
  if (type.endsWith("CertRequest")) return { ...inputs, certRequestPem: `<${name}>` };
  if (type.endsWith("Cert")) return { ...inputs, certPem: `<${name}>` };
  if (type.endsWith(":RegistryImage")) return { ...inputs, sha256Digest: `sha256:<digest of ${name}>` };
  return inputs;
}

beforeEach(async () => {
  registered = [];
  vi.resetModules();
});

async function render(stack: string, config: Record<string, unknown>): Promise<string> {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, provider = "" }) => {
        const resource = { type, name, inputs: inputs as Record<string, unknown>, provider };
        registered.push(resource);
        return { id: `<id of ${name}>`, state: outputsOf(resource) };
      },
      call: () => {
        throw new Error("the program must not ask a provider while it is being previewed");
      },
    },
    "cloudpos",
    stack,
  );
  pulumi.runtime.setAllConfig(asConfig(config));
  await import("./index.ts");
  await pulumi.runtime.disconnect();
  const sorted = registered.toSorted((a, b) => (a.type + a.name < b.type + b.name ? -1 : 1));
  return sorted
    .map((r) => stringify({ [`${r.name} (${r.type})`]: readable(r.inputs) }, { lineWidth: 0 }))
    .join("\n");
}

const decoded = (base64: string) => Buffer.from(base64, "base64").toString();

/** Contents of secrets and configs in clear; resource options and empty values left out. */
function readable(inputs: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([key, value]) => {
        const plain = unwrapped(value);
        if (key === "data" && typeof plain === "string") return [key, decoded(plain)];
        if (key === "data" && inputs["kind"] === "Secret") {
          const entries = Object.entries(plain as Record<string, unknown>);
          return [
            key,
            Object.fromEntries(entries.map(([name, given]) => [name, decoded(unwrapped(given) as string)])),
          ];
        }
        return [key, plain];
      }),
  );
}

/** Mocks see a secret as an object with Pulumi's signature around the value. */
function unwrapped(value: unknown): unknown {
  return value !== null && typeof value === "object" && "4dabf18193072939515e22adb298388d" in value
    ? (value as { value?: unknown }).value
    : value;
}

function asConfig(config: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

async function committed(stack: string): Promise<Record<string, unknown>> {
  const file = path.resolve(import.meta.dirname, `../Pulumi.${stack}.yaml`);
  return (parse(await readFile(file, "utf8")) as { config: Record<string, unknown> }).config;
}

describe("every resource's inputs are as committed", () => {
  it("dev on Swarm", async () => {
    const text = await render("dev", {
      "cloudpos:environment": "dev",
      "cloudpos:platform": "swarm",
      "cloudpos:domain": "localhost",
      "cloudpos:logLevel": "debug",
      "cloudpos:demoData": "true",
    });
    await expect(text).toMatchFileSnapshot("golden/dev.yaml");
  });

  it("staging on Swarm, with the official Grafana image", async () => {
    const images = { "cloudpos:images": { grafana: "grafana/grafana:12.2.0" } };
    const text = await render("staging", { ...(await committed("staging")), ...images });
    await expect(text).toMatchFileSnapshot("golden/staging.yaml");
  });

  it("production on Kubernetes", async () => {
    const text = await render("production", await committed("production"));
    await expect(text).toMatchFileSnapshot("golden/production.yaml");
  });
});

describe("staging on three servers", () => {
  const keeps: Record<string, string[]> = {
    "pos-1": ["etcd-1", "postgres-1", "redis-1", "redis-5", "mongodb"],
    "pos-2": ["etcd-2", "postgres-2", "redis-2", "redis-6", "backup"],
    "pos-3": ["etcd-3", "postgres-3", "redis-3", "redis-4", "prometheus", "alertmanager"],
  };
  const authority = "-----BEGIN CERTIFICATE-----\nM\n-----END CERTIFICATE-----";
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), "golden-"));
    vi.stubEnv("CLOUDPOS_HOME", home);
    await render("staging", {
      ...(await committed("staging")),
      "cloudpos:servers": Object.entries(keeps).map(([name, kept], index) => ({
        name,
        address: `192.0.2.${index + 11}`,
        hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0=",
        role: "manager",
        keeps: kept,
      })),
      "cloudpos:registry": { address: "registry.example.com:5000/shop", user: "ci", authority },
      "cloudpos:registryPassword": "password",
      "cloudpos:sshKey": "key",
    });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(home, { recursive: true });
  });
  const ofType = (suffix: string) => registered.filter(({ type }) => type.endsWith(suffix));
  const taskOf = ({ inputs }: Registered) =>
    inputs["taskSpec"] as {
      placement?: { constraints?: string[]; prefs?: string[] };
      containerSpec: { image: string };
    };

  it("each volume and who uses it are on the server that keeps it, all else is spread", () => {
    const kept = new Map(
      Object.entries(keeps).flatMap(([server, names]) => names.map((name) => [name, server])),
    );
    for (const service of ofType(":Service")) {
      const { placement } = taskOf(service);
      const server = kept.get(service.name);
      const global = (service.inputs["mode"] as { global?: boolean }).global;
      if (server) expect(placement).toEqual({ constraints: [`node.labels.cloudpos.server==${server}`] });
      else if (global) expect(placement).toBeUndefined();
      else expect(placement).toEqual({ prefs: ["node.labels.cloudpos.server"] });
    }
    const volumes = ofType(":Volume");
    expect(volumes).toHaveLength(kept.size);
    for (const { name, provider } of volumes) {
      const owner = name === "backup-repository-volume" ? "backup" : name.replace(/-data-volume$/, "");
      const workload = owner === "postgres" ? "postgres-1" : owner;
      expect(provider, name).toContain(`::${kept.get(workload)}-engine::`);
    }
  });

  it("images are built once, pushed, and pulled by digest with the registry's credentials", () => {
    for (const service of ofType(":Service")) {
      expect(taskOf(service).containerSpec.image).toMatch(
        /^registry\.example\.com:5000\/shop\/cloudpos\/[a-z]+@sha256:/,
      );
    }
    const swarm = registered.find(({ name }) => name === "swarm")!;
    expect(String(unwrapped(swarm.inputs["registryAuth"]))).toContain(
      '"address":"registry.example.com:5000"',
    );
    for (const { inputs } of ofType(":Server")) {
      expect((inputs["preparation"] as { registries: object }).registries).toEqual({
        "registry.example.com:5000": `${authority}\n`,
      });
    }
  });
});

it("every pod of production is hardened, and reads no more of the servers than it measures", async () => {
  await render("production", await committed("production"));
  const pods = registered
    .filter((r) => /:apps\/v1:(Deployment|StatefulSet|DaemonSet)$/.test(r.type))
    .map((r) => (r.inputs["spec"] as { template: Pod }).template);
  expect(pods.length).toBeGreaterThan(15);
  for (const pod of pods) expect(weaknessesOfPod(pod), JSON.stringify(pod.metadata.labels)).toEqual([]);
  const onHost = pods.filter((pod) => pod.spec.volumes?.some((volume) => volume.hostPath));
  expect(onHost.map((pod) => pod.metadata.labels["cloudpos.workload"])).toEqual(["node-exporter"]);
});

/** Anything that could hold a secret by mistake: what describes containers, and files that are not secrets. */
const IN_THE_OPEN = /:(Service|ServiceConfig|ConfigMap|Deployment|StatefulSet|DaemonSet|CronJob)$/;

it.each(["dev", "production"])(
  "no secret of %s is in an environment variable, a label, a name or a file without protection",
  async (stack) => {
    const dev = {
      "cloudpos:environment": "dev",
      "cloudpos:platform": "swarm",
      "cloudpos:domain": "localhost",
      "cloudpos:logLevel": "debug",
    };
    await render(stack, stack === "dev" ? dev : await committed(stack));
    const inTheOpen = registered.filter((r) => IN_THE_OPEN.test(r.type));
    expect(inTheOpen.length).toBeGreaterThan(30);
    for (const resource of inTheOpen) {
      const text = JSON.stringify(readable(resource.inputs)).replaceAll(/<id of [^>]*>/g, "");
      expect(text, resource.name).not.toMatch(/<[a-z-]*(password|key|pepper|pass)[a-z0-9-]*>/);
    }
  },
);
