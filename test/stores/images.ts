import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const imagesFolder = path.resolve(import.meta.dirname, "../../infra/images");

/** Runs the Docker CLI. @returns what it printed. @throws Error with Docker's own message. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run("docker", args, { maxBuffer: 16 * 1024 * 1024 });
  return stdout.trim();
}

/**
 * An image of a store as the platform runs it, built from `infra/images/<name>` when it is not there yet.
 * @returns its reference, `cloudpos-test/<name>:<digest of the folder and base>`.
 */
export async function storeImage(name: "postgres" | "redis" | "mongodb"): Promise<string> {
  const folder = path.join(imagesFolder, name);
  const base = await debianBase();
  const image = `cloudpos-test/${name}:${await digest(folder, base)}`;
  if ((await docker("images", "-q", image)) !== "") return image;

  const context = await mkdtemp(path.join(tmpdir(), `cloudpos-test-${name}-`));
  try {
    await cp(folder, context, { recursive: true });
    if (name === "mongodb") await cp(wheelsFolder(), path.join(context, "wheels"), { recursive: true });
    const labels = ["--label", "cloudpos.test=stores"];
    await docker("build", "-q", "--build-arg", `BASE_IMAGE=${base}`, "-t", image, ...labels, context);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
  return image;
}

/** The newest base that `./cloudpos up` made on this machine, or the official one. */
async function debianBase(): Promise<string> {
  const made = await docker("images", "--format", "{{.Repository}}:{{.Tag}}", "cloudpos/base-debian");
  return made.split("\n").filter(Boolean).toSorted().at(-1) ?? "debian:trixie-slim";
}

function wheelsFolder(): string {
  return path.join(process.env["CLOUDPOS_HOME"] ?? path.join(homedir(), ".cloudpos"), "cache", "wheels");
}

async function digest(folder: string, base: string): Promise<string> {
  const hash = createHash("sha256").update(base);
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => path.join(file.parentPath, file.name));
  for (const file of paths.toSorted())
    hash.update(`\0${path.relative(folder, file)}\0`).update(await readFile(file));
  return hash.digest("hex").slice(0, 12);
}
