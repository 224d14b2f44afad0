/**
 * What every stack on Kubernetes is made of, small: the official provider, an image through the registry, a volume that
 * a user without rights writes to, names, and a port of the node.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment.js";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/persistentVolumeClaim.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readImages } from "../../tools/offline/toolchain/base-images.ts";
import { pulumiEnvironment } from "../../tools/offline/toolchain/environment.ts";
import { locateHome } from "../../tools/offline/toolchain/home.ts";
import { testCluster } from "./cluster.ts";

const { kubeconfig, registry } = testCluster();
const name = "cloudpos-provider-test";
const nodePort = 18099;
/** The program's resources, with the stack itself and its provider. */
const count = 8;
const home = locateHome();
const environment = pulumiEnvironment(home);
Object.assign(process.env, { PATH: environment["PATH"] });

/** Says what it has on its volume, and whom its own service's name leads to. */
const server = `
const { appendFileSync, readFileSync } = require("node:fs");
const { lookup } = require("node:dns/promises");
appendFileSync("/data/starts", "x");
require("node:http").createServer(async (request, response) => {
  if (request.url === "/ready") return response.end();
  const { address } = await lookup("web");
  response.end(JSON.stringify({ starts: readFileSync("/data/starts", "utf8").length, address }));
}).listen(8080);
`;

/** What the image is built from; the state changes while that goes on, so it is in another folder. */
let folder: string;
let state: string;
let stack: Stack;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloudpos-provider-"));
  state = await mkdtemp(join(tmpdir(), "cloudpos-provider-state-"));
  await writeFile(join(folder, "server.cjs"), server);
  await writeFile(
    join(folder, "Dockerfile"),
    'ARG BASE_IMAGE\nFROM $BASE_IMAGE\nCOPY server.cjs /server.cjs\nCMD ["node", "/server.cjs"]\n',
  );
  const base = (await readImages(home))!.nodeBase;
  stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "test", projectName: "cluster-test", program: program(base) },
    {
      pulumiHome: home.pulumi,
      envVars: {
        ...environment,
        PULUMI_BACKEND_URL: `file://${state}`,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_CONFIG_PASSPHRASE_FILE: "",
      },
    },
  );
});
afterAll(async () => {
  await stack?.destroy();
  for (const each of [folder, state]) await rm(each, { recursive: true, force: true });
});

const program = (base: string) => async () => {
  const options = { provider: new Provider("cluster", { kubeconfig, enableServerSideApply: true }) };
  const built = new docker.RemoteImage("web", {
    name: `${registry}/cloudpos/provider-test:1`,
    build: { context: folder, buildArgs: { BASE_IMAGE: base } },
  });
  const pushed = new docker.RegistryImage("web", { name: built.name, keepRemotely: true });
  const space = new Namespace("space", { metadata: { name } }, options);
  const metadata = { name: "web", namespace: space.metadata.name };
  const volume = new PersistentVolumeClaim(
    "web",
    {
      metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "64Mi" } } },
    },
    options,
  );
  const labels = { app: "web" };
  new Deployment(
    "web",
    {
      metadata,
      spec: {
        strategy: { type: "Recreate" },
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            securityContext: { runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001 },
            containers: [
              {
                name: "web",
                image: pulumi.interpolate`${registry}/cloudpos/provider-test@${pushed.sha256Digest}`,
                readinessProbe: { httpGet: { path: "/ready", port: 8080 }, periodSeconds: 1 },
                volumeMounts: [{ name: "data", mountPath: "/data" }],
              },
            ],
            volumes: [{ name: "data", persistentVolumeClaim: { claimName: volume.metadata.name } }],
          },
        },
      },
    },
    options,
  );
  const service = new Service(
    "web",
    { metadata, spec: { type: "NodePort", selector: labels, ports: [{ port: 8080, nodePort }] } },
    options,
  );
  return { address: service.spec.clusterIP };
};

test("comes up, answers, stays as it is, and is gone again", async () => {
  const { outputs } = await stack.up();
  const answer = (await (await fetch(`http://127.0.0.1:${nodePort}/`)).json()) as object;
  expect(answer).toEqual({ starts: 1, address: outputs["address"]!.value as string });
  expect((await stack.up()).summary.resourceChanges).toEqual({ same: count });
  expect((await stack.refresh()).summary.resourceChanges).toEqual({ same: count });
  expect((await stack.destroy()).summary.resourceChanges).toEqual({ delete: count });
  await expect(fetch(`http://127.0.0.1:${nodePort}/`)).rejects.toThrow();
});
