/** The build context: a folder without what its .dockerignore leaves out, as a tar stream. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { PassThrough, pipeline, type Readable } from "node:stream";
import { createGzip } from "node:zlib";
import dockerIgnoreModule from "@balena/dockerignore";
import tar from "tar-fs";

// CommonJS that exports the function itself, described by types that say otherwise.
const dockerIgnore = dockerIgnoreModule as unknown as typeof dockerIgnoreModule.default;

export interface BuildContext {
  /** Absolute. */
  folder: string;
  /** The Dockerfile's path inside the folder. */
  dockerfile: string;
}

/** Relative paths are relative to the program's folder, in which the engine starts its plugins. */
export function findContext(context: string, dockerfile = "Dockerfile"): BuildContext {
  const folder = resolve(context);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new Error(
      `build.context: there is no folder ${folder}${isAbsolute(context) ? "" : ` (written "${context}")`}`,
    );
  }
  const inside = relative(folder, resolve(folder, dockerfile));
  if (inside.startsWith("..")) {
    throw new Error(`build.dockerfile: ${dockerfile} must lie inside the build context ${folder}`);
  }
  if (!existsSync(join(folder, inside))) {
    throw new Error(`build.dockerfile: there is no file ${join(folder, inside)}`);
  }
  return { folder, dockerfile: inside.split(sep).join("/") };
}

/** The stream fails when something cannot be packed, such as a file that another process shortens or removes. */
export function packContext({ folder, dockerfile }: BuildContext): Readable {
  const isIgnored = ignoreRules(folder, dockerfile);
  const packed = tar.pack(folder, {
    ignore: (path) => isIgnored(relative(folder, path)),
    // Who owns the files in the clone is no property of the image, and would spoil the build cache.
    map: (header) => ({ ...header, uid: 0, gid: 0, uname: "", gname: "" }),
  });
  // A stream of its own at the end: the client ends its request with it, also when the packing fails.
  const body = new PassThrough();
  pipeline(packed, createGzip({ level: 1 }), body, () => undefined);
  return body;
}

function ignoreRules(folder: string, dockerfile: string): (path: string) => boolean {
  const file = join(folder, ".dockerignore");
  if (!existsSync(file)) return () => false;
  const rules = readFileSync(file, "utf8");
  const matcher = dockerIgnore({ ignorecase: false }).add(rules);
  const exceptions = rules
    .split("\n")
    .filter((line) => line.trimStart().startsWith("!"))
    .map((line) => line.trim().replace(/^!\/?/, ""));
  return (path) => {
    // The daemon itself needs these two, whatever the rules say.
    if (path === "" || path === dockerfile || path === ".dockerignore") return false;
    if (!matcher.ignores(path)) return false;
    // An ignored folder may hold something that a later rule, or the Dockerfile's place, brings back.
    const mayHoldMore = [...exceptions, dockerfile].some(
      (kept) => kept.startsWith(`${path}/`) || kept.startsWith("*"),
    );
    return !(mayHoldMore && statSync(join(folder, path)).isDirectory());
  };
}
