import { readFile, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { run } from "./command.ts";
import type { Home } from "./home.ts";
import { withLock, writeWhole } from "./install.ts";
import type { Step, StepContext } from "./step.ts";
import { ensureProgram } from "./system-packages.ts";
import { versions } from "./versions.ts";
import { wheelsFolder } from "./wheels.ts";

/** The images that this machine could get; becomes `cloudpos:images` of the stacks that live on it. */
export interface MachineImages {
  /** Base of our own images: `debian:trixie-slim`, or one like it made here. */
  readonly debianBase: string;
  /** Base of the services: `node:*-trixie-slim`, or one like it made here. */
  readonly nodeBase: string;
  /** The official image, or `embedded`: the MongoDB-compatible server from `mongodbWheels`. */
  readonly mongodb: string;
  /** Folder with the wheels of the embedded server. */
  readonly mongodbWheels: string;
  /** The official image, or null: it cannot be had here, and the stack goes on without it. */
  readonly grafana: string | null;
}

const official = {
  debian: "debian:trixie-slim",
  node: `node:${versions.node}-trixie-slim`,
  mongodb: "mongo:8.0",
  grafana: "grafana/grafana:12.2.0",
};
/** A registry that has not named the image by then (ms) is out of reach. */
const registryAnswersWithin = 6_000;
const recipes = join(import.meta.dirname, "base-images");

/** Where the step writes `MachineImages`. Delete the file to ask the registries again. */
export function imagesFile(home: Home): string {
  return join(home.cache, "images.json");
}

/** The images that ours are built on: pulled, or made from Debian's packages and our Node. */
export function baseImagesStep(): Step {
  return {
    id: "base-images",
    title: "Base images",
    needs: ["docker"],
    run: (context) => withLock(imagesFile(context.home), () => provide(context)),
  };
}

async function provide(context: StepContext): Promise<string> {
  const known = await readImages(context.home);
  const bases = known ? [known.debianBase, known.nodeBase] : [];
  if (known && (await Promise.all(bases.map((image) => isHere(context, image)))).every(Boolean))
    return `already there (${bases.join(", ")})`;
  context.progress("asking the image registry");
  const [debian, node, mongodb, grafana] = await Promise.all([
    pull(context, official.debian),
    pull(context, official.node),
    pull(context, official.mongodb),
    pull(context, official.grafana),
  ]);
  const debianBase = debian ?? (await ownDebian(context));
  const images: MachineImages = {
    debianBase,
    nodeBase: node ?? (await ownNode(context, debianBase)),
    mongodb: mongodb ?? "embedded",
    mongodbWheels: wheelsFolder(context.home),
    grafana: grafana ?? null,
  };
  await writeWhole(imagesFile(context.home), `${JSON.stringify(images, null, 2)}\n`);
  return [
    debian ? "Debian pulled" : `Debian made from its packages (${images.debianBase})`,
    node ? "Node pulled" : `Node made from our own (${images.nodeBase})`,
    mongodb ? "MongoDB pulled" : "MongoDB embedded",
    grafana ? "Grafana pulled" : "no Grafana: its image cannot be had here",
  ].join("; ");
}

/** What an earlier run wrote; undefined when there is nothing usable. */
export async function readImages(home: Home): Promise<MachineImages | undefined> {
  try {
    const images = JSON.parse(await readFile(imagesFile(home), "utf8")) as Partial<MachineImages>;
    return images.debianBase && images.nodeBase ? (images as MachineImages) : undefined;
  } catch {
    return undefined;
  }
}

async function isHere(context: StepContext, image: string): Promise<boolean> {
  return run(context, "docker", ["image", "inspect", "--format", "{{.Id}}", image]).then(
    () => true,
    () => false,
  );
}

/** Pulls an image and returns its reference with digest; undefined when it cannot be had. */
async function pull(context: StepContext, image: string): Promise<string | undefined> {
  try {
    await run(context, "docker", ["pull", image], {
      firstOutputWithin: registryAnswersWithin,
      timeout: 600_000,
    });
    const digests = await run(context, "docker", [
      "image",
      "inspect",
      "--format",
      '{{join .RepoDigests "\\n"}}',
      image,
    ]);
    const digest = digests.split("\n")[0]?.split("@")[1];
    return digest ? `${image}@${digest}` : image;
  } catch {
    context.signal.throwIfAborted();
    return undefined;
  }
}

/** The newest local image of a repository of ours, or undefined. */
async function newest(
  context: StepContext,
  repository: string,
  tagPrefix: string,
): Promise<string | undefined> {
  const tags = (await run(context, "docker", ["image", "ls", "--format", "{{.Tag}}", repository])).split(
    "\n",
  );
  const tag = tags
    .filter((name) => name.startsWith(tagPrefix))
    .sort()
    .at(-1);
  return tag && `${repository}:${tag}`;
}

/** Debian's smallest system by debootstrap, signed packages only. */
async function ownDebian(context: StepContext): Promise<string> {
  const existing = await newest(context, "cloudpos/base-debian", "trixie-2");
  if (existing) return existing;
  if (process.getuid?.() !== 0)
    throw new Error(
      `The image ${official.debian} cannot be pulled and making one needs root. Run ./cloudpos up once as root, or put the image into the engine: docker load`,
    );
  const debootstrap = await ensureProgram(context, "debootstrap", ["debootstrap", "debian-archive-keyring"]);
  const mirror = (process.env["CLOUDPOS_DEBIAN_MIRROR"] || "http://deb.debian.org/debian").replace(/\/$/, "");
  const image = `cloudpos/base-debian:trixie-${new Date().toISOString().slice(0, 10).replaceAll("-", "")}`;
  const work = join(context.home.cache, ".base-debian");
  const root = join(work, "root");
  const archive = join(work, "root.tar");
  // It has its own processes and mounts, which are gone with it, and it is gone with us, even when we are killed.
  const apart = (program: string, ...args: string[]) =>
    run(
      context,
      "setpriv",
      [
        ...["--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"],
        ...[program, ...args],
      ],
      { env: { MIRROR: mirror, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" } },
    );
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  try {
    context.progress("making a Debian base image by debootstrap (a minute, once)");
    await apart(debootstrap, "--variant=minbase", "--force-check-gpg", "trixie", root, mirror);
    context.progress("taking Debian's security updates in");
    await apart(join(recipes, "finish-debian.sh"), root);
    context.progress("importing the Debian base image");
    const whole = [
      "--create",
      "--numeric-owner",
      "--exclude=./dev/*",
      "--exclude=./proc/*",
      "--exclude=./sys/*",
    ];
    await run(context, "tar", [...whole, "--file", archive, "--directory", root, "."]);
    await run(context, "docker", ["import", "--change", 'CMD ["bash"]', archive, image]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return image;
}

/** Our own Node on top of a Debian base. */
async function ownNode(context: StepContext, debianBase: string): Promise<string> {
  // The tag names both parts, so that a name never changes its content.
  const id = debianBase.startsWith("cloudpos/")
    ? debianBase.split(":")[1]
    : debianBase.split(":").at(-1)!.slice(0, 12);
  const image = `cloudpos/base-node:${versions.node}-${id}`;
  if (await isHere(context, image)) return image;
  context.progress("making a Node base image");
  const build = [
    "build",
    "--file",
    join(recipes, "node.Dockerfile"),
    "--build-arg",
    `BASE_IMAGE=${debianBase}`,
  ];
  await run(context, "docker", [...build, "--tag", image, dirname(process.execPath)]);
  const version = await run(context, "docker", [
    "run",
    "--rm",
    "--network",
    "none",
    image,
    "node",
    "--version",
  ]);
  if (version.trim() !== `v${versions.node}`)
    throw new Error(
      `The Node base image has ${version.trim()} in it instead of v${versions.node}. Start by ./cloudpos, which brings the right Node.`,
    );
  return image;
}
