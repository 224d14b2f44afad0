/**
 * Runs the program on Pulumi's mocks and compares every resource's inputs with the committed files in `golden/`.
 * A pull request thus shows its own consequences. To accept a change: `npx vitest run --project unit infra -u`.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, vi } from "vitest";
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
      newResource: ({ type, name, inputs }) => {
        const resource = { type, name, inputs: inputs as Record<string, unknown> };
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
