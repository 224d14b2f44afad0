/**
 * Images built from this repository, named by their content: `cloudpos/transaction:3f2a9c51d0e4`. A changed byte
 * gives another name, which is exactly when a rollout has to happen; an unchanged image is never built again.
 *
 * Services and the web app are bundled before the build, outside of it: builds then need nothing but Debian's
 * packages, and are quick.
 */
import { createHash } from "node:crypto";
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { serviceNames } from "../../services/names.ts";
import type { Settings } from "../settings.ts";

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

/** How one image is made. */
interface Recipe {
  base: string;
  /** Folder below `infra/images`. */
  folder: string;
  extra?: Extra;
}

/** Adds what is not a file of `infra/images/<name>` to a build context. */
interface Extra {
  /** Files and folders of the repository that it depends on. */
  sources: readonly string[];
  make: (context: string) => Promise<void>;
}

/** Every own image: which base it has, and what is added to its folder. */
function catalogue(
  settings: Pick<Settings, "images">,
): Map<string, { base: string; folder: string; extra?: Extra }> {
  const { debianBase, nodeBase, mongodb, mongodbWheels } = settings.images;
  const plain = ["acme", "postgres", "etcd", "haproxy", "redis", "prometheus", "alertmanager", "exporters"];
  return new Map<string, Recipe>([
    ...plain.map((name) => [name, { base: debianBase, folder: name }] as const),
    ["edge", { base: debianBase, folder: "edge", extra: webApp }],
    ...(mongodb === "embedded"
      ? [["mongodb", { base: debianBase, folder: "mongodb", extra: wheels(mongodbWheels) }] as const]
      : []),
    ["mailbox", { base: nodeBase, folder: "mailbox", extra: serviceBundle("mailbox") }],
    ...serviceNames.map(
      (name) => [name, { base: nodeBase, folder: "service", extra: serviceBundle(name) }] as const,
    ),
  ]);
}

/**
 * Prepares the build contexts of all own images and computes their names. Work is done only where sources changed.
 *
 * @returns by name
 * @throws when a bundle does not build, with the bundler's own message
 */
export async function prepareImages(settings: Pick<Settings, "images">): Promise<Map<string, ImageSource>> {
  const names = [...catalogue(settings).keys()];
  const sources = await Promise.all(names.map((name) => prepareImage(name, settings)));
  return new Map(sources.map((s) => [s.name, s]));
}

/** Prepares one image. @throws when there is none of that name */
export async function prepareImage(name: string, settings: Pick<Settings, "images">): Promise<ImageSource> {
  const image = catalogue(settings).get(name);
  if (!image) throw new Error(`there is no image "${name}" in infra/images`);
  const context = await stage(name, image.folder, image.extra);
  const digest = await digestOf([context], image.base);
  return { name, context, base: image.base, reference: `cloudpos/${name}:${digest.slice(0, 12)}` };
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
 * Makes the context of an image in `.build/images/<name>` from `infra/images/<folder>`, what images share, and its
 * extras, unless all of these are as they were the last time. It is made beside and moved into place: one that was
 * interrupted is never taken for complete.
 */
async function stage(name: string, folder: string, extra?: Extra): Promise<string> {
  const own = [path.join(root, "infra/images", folder), path.join(root, "infra/images/shared")];
  const digest = await digestOf([...own, ...(extra?.sources ?? []).map((s) => path.resolve(root, s))]);
  const context = path.join(staging, name);
  const stamp = `${context}.sources`;
  const last = await readFile(stamp, "utf8").catch(() => "");
  if (last === digest && (await stat(context).catch(() => undefined))) return context;
  await mkdir(staging, { recursive: true });
  const making = await mkdtemp(`${context}.making-`);
  try {
    await cp(own[0]!, making, { recursive: true, filter: (file) => !TEST.test(file) });
    await cp(own[1]!, path.join(making, "shared"), { recursive: true });
    await extra?.make(making);
    await chmod(making, 0o755);
    await rm(context, { recursive: true, force: true });
    await rename(making, context);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  await writeFile(stamp, digest);
  return context;
}

function serviceBundle(name: string): Extra {
  return {
    sources: [
      "services/build.ts",
      "services/kit",
      "services/contracts",
      `services/${name}`,
      "package-lock.json",
    ],
    async make(context) {
      const { bundleService } = await import("../../services/build.ts");
      await bundleService(name, path.join(context, "bundle"));
    },
  };
}

const webApp: Extra = {
  sources: ["frontend", "services/contracts", "package-lock.json"],
  async make(context) {
    const { build } = await import("vite");
    const www = path.join(context, "www");
    await build({
      root: path.join(root, "frontend"),
      logLevel: "error",
      build: { outDir: www, emptyOutDir: true },
    });
    await Promise.all((await filesBelow(www)).map(compress));
  },
};

function wheels(folder: string): Extra {
  return {
    sources: folder ? [folder] : [],
    async make(context) {
      if (!folder || !(await stat(folder).catch(() => undefined))) {
        throw new Error(
          `the wheels of the embedded MongoDB-compatible server are not in "${folder}" (cloudpos:images.mongodbWheels). ` +
            "Run ./cloudpos up, which fetches them, or set cloudpos:images.mongodb to an official image.",
        );
      }
      await cp(folder, path.join(context, "wheels"), { recursive: true });
    },
  };
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
