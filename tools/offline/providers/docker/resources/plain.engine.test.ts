/** Networks, volumes, secrets, configs and tags through the real engine against the real daemon. */
import * as docker from "@pulumi/docker";
import Dockerode from "dockerode";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testStack } from "../testing/stack.ts";
import type { TestStack } from "../testing/stack.ts";

const daemon = new Dockerode();
const prefix = `cp-provider-${process.pid}`;
const labels = [{ label: "cloudpos.stack", value: prefix }];
let stack: TestStack;

beforeEach(async () => {
  stack = await testStack("plain");
}, 60_000);
afterEach(() => stack.end(), 120_000);

interface Kind {
  token: string;
  program(change?: "replace" | "rename"): () => Promise<void>;
  id(): string | Promise<string>;
  /** Removes it behind Pulumi's back. */
  remove(): Promise<unknown>;
  exists(): Promise<boolean>;
  importable: boolean;
}

const exists = (lookup: Promise<unknown>) =>
  lookup.then(
    () => true,
    () => false,
  );

const name = `${prefix}-thing`;
const kinds: Record<string, Kind> = {
  network: {
    token: "docker:index/network:Network",
    program: (change) => async () => {
      new docker.Network("thing", {
        name,
        driver: "overlay",
        attachable: true,
        internal: change !== "replace",
        ipamConfigs: [{ subnet: "10.231.7.0/24" }],
        labels,
      });
    },
    id: async () => (await daemon.getNetwork(name).inspect()).Id,
    remove: () => daemon.getNetwork(name).remove(),
    exists: () => exists(daemon.getNetwork(name).inspect()),
    importable: true,
  },
  bridge: {
    token: "docker:index/network:Network",
    program: (change) => async () => {
      new docker.Network("thing", { name, ipv6: false, labels, internal: change === "replace" });
    },
    id: async () => (await daemon.getNetwork(name).inspect()).Id,
    remove: () => daemon.getNetwork(name).remove(),
    exists: () => exists(daemon.getNetwork(name).inspect()),
    importable: true,
  },
  volume: {
    token: "docker:index/volume:Volume",
    program: (change) => async () => {
      const extra = change === "replace" ? [{ label: "changed", value: "yes" }] : [];
      new docker.Volume("thing", { name, labels: [...labels, ...extra] });
    },
    id: () => name,
    remove: () => daemon.getVolume(name).remove(),
    exists: () => exists(daemon.getVolume(name).inspect()),
    importable: true,
  },
  secret: {
    token: "docker:index/secret:Secret",
    program: (change) => async () => {
      const value = change === "replace" ? "other" : "value";
      new docker.Secret("thing", { name, data: Buffer.from(value).toString("base64"), labels });
    },
    id: async () => (await daemon.getSecret(name).inspect()).ID as string,
    remove: () => daemon.getSecret(name).remove(),
    exists: () => exists(daemon.getSecret(name).inspect()),
    importable: false,
  },
  config: {
    token: "docker:index/serviceConfig:ServiceConfig",
    program: (change) => async () => {
      const value = change === "replace" ? "other" : "value";
      new docker.ServiceConfig("thing", { name, data: Buffer.from(value).toString("base64"), labels });
    },
    id: async () => (await daemon.getConfig(name).inspect()).ID as string,
    remove: () => daemon.getConfig(name).remove(),
    exists: () => exists(daemon.getConfig(name).inspect()),
    importable: true,
  },
};

describe.each(Object.entries(kinds))("%s", (_, kind) => {
  test("is created, stays as it is, is replaced, comes back when it was removed, and is deleted", async () => {
    expect((await stack.up(kind.program())).operations).toEqual({ create: 2 });
    expect(await kind.exists()).toBe(true);

    expect(await stack.refresh()).toEqual({ same: 2 });
    expect((await stack.preview(kind.program())).operations).toEqual({ same: 2 });

    expect((await stack.up(kind.program("replace"))).operations).toMatchObject({ replace: 1 });

    await kind.remove();
    expect(await stack.refresh()).toEqual({ same: 1, delete: 1 });
    expect((await stack.up(kind.program("replace"))).operations).toEqual({ create: 1, same: 1 });

    await stack.destroy();
    expect(await kind.exists()).toBe(false);
  });

  test("that an interrupted run had created is taken over, a stranger's is not", async () => {
    await stack.up(kind.program());
    await stack.forget("thing");
    expect((await stack.up(kind.program())).operations).toEqual({ create: 1, same: 1 });
    await stack.forget("thing");
    labels[0]!.value = "somebody else";
    try {
      await expect(stack.up(kind.program())).rejects.toThrow(/already a .* named ".*-thing"/);
    } finally {
      labels[0]!.value = prefix;
      await kind.remove();
    }
  });

  test(`can be imported ${kind.importable ? "without a following change" : "by nobody, which is said"}`, async () => {
    await stack.up(kind.program());
    await stack.forget("thing");
    if (!kind.importable) {
      await expect(stack.import(kind.token, "thing", await kind.id())).rejects.toThrow(/cannot be imported/);
      return kind.remove();
    }
    const inputs = await stack.import(kind.token, "thing", await kind.id());
    expect(inputs).toMatchObject({ name });
    expect((await stack.preview(kind.program())).operations).toEqual({ same: 2 });
  });
});

test("a config is kept when the update that was to replace it failed and what was before is wanted again", async () => {
  const program =
    (text: string, more: () => void = () => undefined) =>
    async () => {
      const data = Buffer.from(text).toString("base64");
      new docker.ServiceConfig("thing", { name: `${name}-${text}`, data, labels });
      more();
    };
  const thereIs = (text: string) => exists(daemon.getConfig(`${name}-${text}`).inspect());
  await stack.up(program("old"));
  const failing = () => void new docker.Network("other", { name, labels, driver: "there-is-none" });
  await expect(stack.up(program("new", failing))).rejects.toThrow();
  expect([await thereIs("old"), await thereIs("new")]).toEqual([true, true]);

  await stack.up(program("old"));
  expect([await thereIs("old"), await thereIs("new")]).toEqual([true, false]);
  expect(await stack.refresh()).toEqual({ same: 2 });
  expect((await stack.preview(program("old"))).operations).toEqual({ same: 2 });
});

test("the value of a secret is a secret in the state", async () => {
  await stack.up(kinds["secret"]!.program());
  const [secret] = await stack.resources();
  expect(secret!.inputs["data"]).toHaveProperty("plaintext");
  expect(secret!.outputs["data"]).toHaveProperty("plaintext");
});

test("a misspelt property is refused by its name", async () => {
  const program = async () => {
    new docker.Network("thing", { name, labels: [{ label: "a", value: "b", colour: "red" } as never] });
  };
  await expect(stack.up(program)).rejects.toThrow(/labels\[0\]\.colour: there is no such property/);
});
