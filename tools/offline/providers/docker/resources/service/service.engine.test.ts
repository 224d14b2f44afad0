/** Services through the real engine against the real Swarm. */
import { execFileSync } from "node:child_process";
import * as docker from "@pulumi/docker";
import Dockerode from "dockerode";
import { afterEach, beforeEach, expect, test } from "vitest";
import { testStack } from "../../testing/stack.ts";
import type { TestStack } from "../../testing/stack.ts";
import { baseImage } from "../../testing/base-image.ts";

const daemon = new Dockerode();
const name = `cp-service-${process.pid}`;
const labels = [{ label: "cloudpos.stack", value: name }];
const image = await baseImage();
let stack: TestStack;

beforeEach(async () => {
  stack = await testStack("service");
}, 60_000);
afterEach(() => stack.end(), 120_000);

type Args = Partial<Omit<docker.ServiceArgs, "taskSpec">> & { container?: object; task?: object };

/** A service that sleeps, and stops as soon as it is told to. */
const service =
  ({ container, task, ...args }: Args = {}) =>
  async () => {
    new docker.Service("thing", {
      name,
      labels,
      taskSpec: {
        containerSpec: {
          image,
          commands: ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.2; done"],
          env: { LEVEL: "info" },
          stopGracePeriod: "3s",
          healthcheck: { tests: ["CMD", "true"], interval: "300ms", timeout: "2s", retries: 2 },
          ...container,
        },
        ...task,
      },
      updateConfig: { monitor: "500ms", order: "start-first", failureAction: "rollback" },
      endpointSpec: { mode: "dnsrr" },
      convergeConfig: { timeout: "60s" },
      ...args,
    });
  };

const inspect = async () =>
  (await daemon.getService(name).inspect()) as {
    ID: string;
    Spec: {
      TaskTemplate: { ContainerSpec: { Env: string[]; Image: string } };
      Mode: { Replicated?: { Replicas: number } };
    };
  };
const cli = (...args: string[]) => execFileSync("docker", args, { stdio: "pipe" }).toString();

test("everything a service can be given stays as it is: refresh, preview and import find no change", async () => {
  const program = async () => {
    const secret = new docker.Secret("secret", {
      name: `${name}-s`,
      data: Buffer.from("x").toString("base64"),
      labels,
    });
    const config = new docker.ServiceConfig("config", { name: `${name}-c`, dataRaw: "text", labels });
    const volume = new docker.Volume("volume", { name: `${name}-v`, labels });
    const network = new docker.Network("network", {
      name: `${name}-n`,
      driver: "overlay",
      attachable: true,
      labels,
    });
    await service({
      mode: { replicated: { replicas: 1 } },
      rollbackConfig: { order: "stop-first", parallelism: 1, delay: "0s", maxFailureRatio: "0.0" },
      container: {
        args: ["one", "two"],
        hostname: "till",
        user: "1000:1000",
        groups: ["1001"],
        dir: "/tmp",
        readOnly: true,
        init: true,
        stopSignal: "SIGTERM",
        stopGracePeriod: "1m",
        capDrops: ["ALL"],
        capAdds: ["NET_BIND_SERVICE"],
        sysctl: { "net.ipv4.ip_unprivileged_port_start": "0" },
        hosts: [{ host: "elsewhere", ip: "10.1.2.3" }],
        dnsConfig: { nameservers: ["1.1.1.1"], searches: ["example.org"], options: ["ndots:1"] },
        labels: [
          { label: "b", value: "2" },
          { label: "a", value: "1" },
        ],
        isolation: "default",
        mounts: [
          { type: "volume", target: "/var/lib/thing", source: volume.name, volumeOptions: { noCopy: true } },
          { type: "tmpfs", target: "/tmp", tmpfsOptions: { sizeBytes: 1048576, mode: 0o1777 } },
          { type: "bind", target: "/etc/host", source: "/etc/hostname", readOnly: true },
        ],
        secrets: [
          {
            secretId: secret.id,
            secretName: secret.name,
            fileName: "password",
            fileUid: "1000",
            fileMode: 0o400,
          },
        ],
        configs: [{ configId: config.id, configName: config.name, fileName: "/etc/thing.conf" }],
      },
      task: {
        resources: {
          limits: { memoryBytes: 67108864, nanoCpus: 500000000 },
          reservation: { memoryBytes: 8388608 },
        },
        restartPolicy: { condition: "on-failure", delay: "1s", maxAttempts: 3, window: "60s" },
        placement: { constraints: ["node.role==manager"], maxReplicas: 4 },
        logDriver: { name: "json-file", options: { "max-size": "1m" } },
        networksAdvanceds: [{ name: network.id, aliases: ["thing", "alias"] }],
        forceUpdate: 0,
        runtime: "container",
      },
    })();
  };
  expect((await stack.up(program)).operations).toEqual({ create: 6 });
  expect(await stack.refresh()).toEqual({ same: 6 });
  expect((await stack.preview(program)).operations).toEqual({ same: 6 });

  const { ID } = await inspect();
  await stack.forget("thing");
  await stack.import("docker:index/service:Service", "thing", ID);
  const { changes } = await stack.preview(program);
  // Names of networks come back as ids, and what equals a default does not come back at all.
  expect(changes["thing"]?.filter((change) => /replace/.test(change)) ?? []).toEqual([]);
});

test("image, environment and replicas change in place, network and mode by replacement", async () => {
  await stack.up(service());
  const before = (await inspect()).ID;
  const change = service({ container: { env: { LEVEL: "debug" } }, mode: { replicated: { replicas: 2 } } });
  expect((await stack.preview(change)).changes["thing"]).toEqual([
    "mode: add",
    "taskSpec.containerSpec.env.LEVEL: update",
  ]);
  expect((await stack.up(change)).operations).toEqual({ update: 1, same: 1 });
  const now = await inspect();
  expect(now.ID).toBe(before);
  expect(now.Spec.TaskTemplate.ContainerSpec.Env).toEqual(["LEVEL=debug"]);
  expect(now.Spec.Mode.Replicated?.Replicas).toBe(2);
  expect(
    (await daemon.listContainers({ filters: { label: [`com.docker.swarm.service.id=${before}`] } })).length,
  ).toBe(2);

  expect((await stack.up(service({ mode: { global: true } }))).operations).toMatchObject({ replace: 1 });
  expect((await inspect()).ID).not.toBe(before);
});

test("what was changed from outside is drift, and up mends it", async () => {
  await stack.up(service());
  cli(
    "service",
    "update",
    "--detach=false",
    "-q",
    "--env-add",
    "EXTRA=1",
    "--replicas",
    "2",
    "--label-add",
    "x=y",
    name,
  );
  expect(await stack.refresh()).toEqual({ same: 1, update: 1 });
  const { changes } = await stack.preview(service());
  expect(changes["thing"]!.sort()).toEqual([
    "labels[1]: delete",
    "mode: delete",
    "taskSpec.containerSpec.env.EXTRA: delete",
  ]);
  await stack.up(service());
  const { Spec } = await inspect();
  expect(Spec.TaskTemplate.ContainerSpec.Env).toEqual(["LEVEL=info"]);
  expect(Spec.Mode.Replicated?.Replicas).toBe(1);

  cli("service", "rm", name);
  expect(await stack.refresh()).toEqual({ same: 1, delete: 1 });
  expect((await stack.up(service())).operations).toEqual({ create: 1, same: 1 });
});

test("a service that does not come up fails with its last words, and the next up mends it", async () => {
  const broken = service({
    container: { commands: ["sh", "-c", "echo cannot open the till; exit 3"] },
    task: { restartPolicy: { condition: "none" } },
  });
  await expect(stack.up(broken)).rejects.toThrow(/did not come up[^]*exit[^]*cannot open the till/);
  const [recorded] = await stack.resources();
  expect(recorded!.initErrors).toHaveLength(1);
  expect((await stack.up(service())).operations).toEqual({ update: 1, same: 1 });
  expect((await stack.preview(service())).operations).toEqual({ same: 2 });
});

test("a failed update is rolled back, reported, and leaves the state as it was", async () => {
  await stack.up(service());
  const broken = service({ container: { commands: ["sh", "-c", "echo new one is bad; exit 4"] } });
  await expect(stack.up(broken)).rejects.toThrow(/stopped by Docker[^]*new one is bad/);
  expect((await stack.preview(service())).operations).toEqual({ same: 2 });
});

test("an image that is nowhere is named", async () => {
  const missing = service({ container: { image: "cloudpos/no-such-image:1" } });
  await expect(stack.up(missing)).rejects.toThrow(/cloudpos\/no-such-image:1 is not on the node/);
});

test("a service left by an interrupted run is taken over and made right; a stranger's is not", async () => {
  await stack.up(service());
  const { ID } = await inspect();
  await stack.forget("thing");
  expect((await stack.up(service({ container: { env: { LEVEL: "warn" } } }))).operations).toMatchObject({
    create: 1,
  });
  const now = await inspect();
  expect(now.ID).toBe(ID);
  expect(now.Spec.TaskTemplate.ContainerSpec.Env).toEqual(["LEVEL=warn"]);

  await stack.forget("thing");
  const other = service({ labels: [{ label: "cloudpos.stack", value: "another" }] });
  await expect(stack.up(other)).rejects.toThrow(/already a service named/);
  cli("service", "rm", name);
});

test("deleting waits for the containers, so that what they use can go in the same run", async () => {
  const program = async () => {
    const network = new docker.Network("network", { name: `${name}-n`, driver: "overlay", labels });
    const volume = new docker.Volume("volume", { name: `${name}-v`, labels });
    await service({
      container: { mounts: [{ type: "volume", target: "/data", source: volume.name }] },
      task: { networksAdvanceds: [{ name: network.id }] },
    })();
  };
  await stack.up(program);
  await stack.destroy();
  expect((await daemon.listVolumes({ filters: { name: [name] } })).Volumes).toEqual([]);
  expect(await daemon.listNetworks({ filters: { name: [`${name}-n`] } })).toEqual([]);
});

test("a wrong property deep inside is refused by its path", async () => {
  await expect(stack.up(service({ container: { comands: ["x"] } }))).rejects.toThrow(
    /taskSpec\.containerSpec\.comands: there is no such property/,
  );
  await expect(stack.up(service({ container: { stopGracePeriod: "3 seconds" } }))).rejects.toThrow(
    /not a duration/,
  );
});
