/**
 * Images built from this repository, named by their content: `cloudpos/transaction:3f2a9c51d0e4`. A changed byte
 * gives another name, which is exactly when a rollout has to happen; an unchanged image is never built again.
 *
 * Services and the web app are bundled before the build, outside of it: builds then need nothing but Debian's
 * packages, and are quick.
 */
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { SCALABLE, type Settings } from "../settings.ts";

const root = path.resolve(import.meta.dirname, "../..");
const staging = path.join(root, ".build/images");

/** What an image is built from. */
export interface ImageSource {
  name: string;
  /** Folder that holds the Dockerfile and all that goes into the image. */
  context: string;
  base: string;
  /** `cloudpos/<name>:<digest>`. */
  reference: string;
}

/** Images whose folder in `infra/images` is the whole build context. */
const PLAIN = ["postgres", "redis", "prometheus", "alertmanager", "exporters"] as const;

/**
 * Prepares the build contexts of all own images and computes their names. Work is done only where sources changed.
 *
 * @returns by name
 * @throws when a bundle does not build, with the bundler's own message
 */
export async function prepareImages(settings: Pick<Settings, "images">): Promise<Map<string, ImageSource>> {
  const { debianBase, nodeBase } = settings.images;
  const sources = await Promise.all([
    ...PLAIN.map((name) => source(name, path.join(root, "infra/images", name), debianBase)),
    stage("edge", ["infra/images/edge", "frontend", "services/contracts"], edgeContext).then((c) =>
      source("edge", c, debianBase),
    ),
    ...(settings.images.mongodb === "embedded"
      ? [mongodbContext(settings.images.mongodbWheels).then((c) => source("mongodb", c, debianBase))]
      : []),
    ...SCALABLE.map((name) =>
      stage(
        name,
        [
          "infra/images/service",
          "services/build.ts",
          "services/kit",
          "services/contracts",
          `services/${name}`,
        ],
        (folder) => serviceContext(name, folder),
      ).then((c) => source(name, c, nodeBase)),
    ),
  ]);
  return new Map(sources.map((s) => [s.name, s]));
}

async function source(name: string, context: string, base: string): Promise<ImageSource> {
  const digest = await digestOf([context], base);
  return { name, context, base, reference: `cloudpos/${name}:${digest.slice(0, 12)}` };
}

/** Digest of the names, run bits and contents of all files below `folders`, and of `extra`. */
async function digestOf(folders: readonly string[], extra = ""): Promise<string> {
  const hash = createHash("sha256").update(extra);
  for (const folder of folders) {
    for (const file of await filesBelow(folder)) {
      const content = await readFile(file);
      const executable = ((await stat(file)).mode & 0o111) !== 0;
      hash
        .update(`\0${path.relative(folder, file)}\0${executable ? "x" : "-"}\0${content.length}\0`)
        .update(content);
    }
  }
  return hash.digest("hex");
}

const IGNORED = new Set(["node_modules", "dist", ".vite"]);
const TEST = /\.(test|bench)\.tsx?$/;

async function filesBelow(folder: string): Promise<string[]> {
  if ((await stat(folder)).isFile()) return [folder];
  const inContext = folder.startsWith(staging);
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (inContext || !IGNORED.has(entry.name)) found.push(...(await filesBelow(full)));
    } else if (entry.isFile() && !TEST.test(entry.name)) found.push(full);
  }
  return found.sort();
}

/**
 * Makes the context of an image in `.build/images/<name>`, unless its sources are as they were the last time.
 * It is made beside and moved into place: one that was interrupted is never taken for complete.
 */
async function stage(
  name: string,
  sources: readonly string[],
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = path.join(staging, name);
  const stamp = `${folder}.sources`;
  const digest = await digestOf([
    ...sources.map((s) => path.join(root, s)),
    path.join(root, "package-lock.json"),
  ]);
  const last = await readFile(stamp, "utf8").catch(() => "");
  if (last === digest && (await stat(folder).catch(() => undefined))) return folder;
  const making = `${folder}.${process.pid}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true });
  await make(making);
  await rm(folder, { recursive: true, force: true });
  await rename(making, folder);
  await writeFile(stamp, digest);
  return folder;
}

async function serviceContext(name: string, folder: string): Promise<void> {
  await cp(path.join(root, "infra/images/service"), folder, { recursive: true });
  const { bundleService } = await import("../../services/build.ts");
  await bundleService(name, folder);
}

async function edgeContext(folder: string): Promise<void> {
  await cp(path.join(root, "infra/images/edge"), folder, { recursive: true });
  const { build } = await import("vite");
  const www = path.join(folder, "www");
  await build({
    root: path.join(root, "frontend"),
    logLevel: "error",
    build: { outDir: www, emptyOutDir: true },
  });
  await Promise.all((await filesBelow(www)).map(compress));
}

/** Writes `.gz` and `.br` beside a text file, so that nginx never compresses the same bytes twice. */
async function compress(file: string): Promise<void> {
  if (!/\.(js|css|html|svg|json|webmanifest)$/.test(file)) return;
  const content = await readFile(file);
  if (content.length < 1024) return;
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
  await writeFile(`${file}.br`, await promisify(brotliCompress)(content, quality));
}

async function mongodbContext(wheels: string): Promise<string> {
  if (!wheels || !(await stat(wheels).catch(() => undefined))) {
    throw new Error(
      `the wheels of the embedded MongoDB-compatible server are not in "${wheels}" (cloudpos:images.mongodbWheels). ` +
        "Run ./cloudpos up, which fetches them, or set cloudpos:images.mongodb to an official image.",
    );
  }
  const folder = path.join(staging, "mongodb");
  await rm(folder, { recursive: true, force: true });
  await cp(path.join(root, "infra/images/mongodb"), folder, { recursive: true });
  await cp(wheels, path.join(folder, "wheels"), { recursive: true });
  return folder;
}
