/** Images built and tagged through the real engine by the real daemon. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import Dockerode from "dockerode";
import { afterEach, beforeEach, expect, test } from "vitest";
import { testStack } from "../../testing/stack.ts";
import type { TestStack } from "../../testing/stack.ts";
import { baseImage } from "../../testing/base-image.ts";

const daemon = new Dockerode();
const base = await baseImage();
const name = `cp-image-${process.pid}:one`;
let stack: TestStack;
let context: string;

beforeEach(async () => {
  stack = await testStack("image");
  context = mkdtempSync(join(tmpdir(), "image-context-"));
  mkdirSync(join(context, "node_modules/deep"), { recursive: true });
  writeFileSync(join(context, "node_modules/deep/left-out"), "");
  writeFileSync(join(context, "node_modules/kept"), "");
  writeFileSync(join(context, "file"), "one");
  writeFileSync(join(context, ".dockerignore"), "node_modules\n!node_modules/kept\nDockerfile\n");
  dockerfile("COPY . /app/", "LABEL word=$WORD");
}, 60_000);

afterEach(async () => {
  await stack.end();
  rmSync(context, { recursive: true, force: true });
}, 120_000);

const dockerfile = (...lines: string[]) =>
  writeFileSync(
    join(context, "Dockerfile"),
    ["ARG BASE", "FROM $BASE AS first", "ARG WORD", ...lines, "FROM first AS last", ""].join("\n"),
  );

const image =
  (args: Partial<docker.RemoteImageArgs> = {}) =>
  async () => {
    new docker.RemoteImage("thing", {
      name,
      build: {
        context,
        target: "first",
        buildArgs: { BASE: base, WORD: "hello" },
        labels: { "cloudpos.image": "test" },
      },
      ...args,
    });
  };

test("is built from its context, rebuilt by a trigger, mended when removed, and deleted", async () => {
  expect((await stack.up(image())).operations).toEqual({ create: 2 });
  const first = await daemon.getImage(name).inspect();
  expect(first.Config.Labels).toMatchObject({ word: "hello", "cloudpos.image": "test" });
  expect((await stack.resources())[0]).toMatchObject({
    id: `${first.Id}${name}`,
    outputs: { imageId: first.Id },
  });
  expect(await filesIn(name)).toEqual([
    "/app",
    "/app/.dockerignore",
    "/app/file",
    "/app/node_modules",
    "/app/node_modules/kept",
  ]);

  expect(await stack.refresh()).toEqual({ same: 2 });
  expect((await stack.preview(image())).operations).toEqual({ same: 2 });
  expect((await stack.up(image({ keepLocally: false }))).operations).toEqual({ update: 1, same: 1 });

  writeFileSync(join(context, "file"), "two");
  const triggered = image({ triggers: { content: "two" } });
  expect((await stack.up(triggered)).operations).toMatchObject({ replace: 1 });
  const second = await daemon.getImage(name).inspect();
  expect(second.Id).not.toBe(first.Id);

  await daemon.getImage(name).remove();
  expect(await stack.refresh()).toEqual({ same: 1, delete: 1 });
  await stack.up(triggered);
  await stack.destroy();
  await expect(daemon.getImage(name).inspect()).rejects.toThrow(/no such image/i);
});

test("a tag is a second name", async () => {
  const target = `cp-image-${process.pid}:two`;
  const program = async () => {
    await image()();
    new docker.Tag("tag", { sourceImage: name, targetImage: target }, { dependsOn: [] });
  };
  await stack.up(image());
  expect((await stack.up(program)).operations).toEqual({ create: 1, same: 2 });
  expect((await daemon.getImage(target).inspect()).Id).toBe((await daemon.getImage(name).inspect()).Id);
  expect(await stack.refresh()).toEqual({ same: 3 });
  await daemon.getImage(target).remove();
});

test("a build that fails shows the end of its output", async () => {
  dockerfile("RUN echo about to fail && exit 7");
  await expect(stack.up(image())).rejects.toThrow(/could not be built from[^]*code: 7[^]*about to fail/);
});

test("a missing context, an unsupported option and an image that is nowhere are named", async () => {
  const build = { context: join(context, "nowhere") };
  await expect(stack.up(image({ build }))).rejects.toThrow(/there is no folder .*nowhere/);
  await expect(stack.up(image({ build: { context, sbom: "true" } }))).rejects.toThrow(
    /build\.sbom: is not supported/,
  );
  const nowhere = async () => {
    new docker.RemoteImage("thing", { name: "localhost:1/no/such:image" });
  };
  await expect(stack.up(nowhere)).rejects.toThrow(/localhost:1\/no\/such:image is not on this machine/);
});

/** What the image's build has put below /app. */
async function filesIn(reference: string): Promise<string[]> {
  const container = await daemon.createContainer({ Image: reference, Cmd: ["find", "/app"] });
  try {
    await container.start();
    await container.wait();
    const log = await container.logs({ stdout: true });
    return [...log.toString().matchAll(/\/app\S*/g)].map(([path]) => path).sort();
  } finally {
    await container.remove({ force: true });
  }
}

test("a push that cannot be carried out says where it was to go", async () => {
  const push = (args: docker.RegistryImageArgs) => async () => {
    await image()();
    new docker.RegistryImage("thing", args);
  };
  await expect(stack.up(push({ name: "127.0.0.1:1/thing" }))).rejects.toThrow(/keepRemotely/);
  const nowhere = push({ name: "127.0.0.1:1/thing", keepRemotely: true });
  await expect(stack.up(nowhere)).rejects.toThrow(/127\.0\.0\.1:1\/thing could not be pushed/);
});
