/** Helpers for tests that need the images of this repository on the local Docker engine. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { parseSettings } from "./settings.ts";
import { prepareImage } from "./foundation/image-sources.ts";

const run = promisify(execFile);

/**
 * Builds an image as `up` would, under the very same name, unless it is there. Bases and wheels are what the
 * toolchain found for this machine.
 *
 * @returns its reference
 */
export async function testImage(name: string): Promise<string> {
  const home = process.env["CLOUDPOS_HOME"] ?? path.join(homedir(), ".cloudpos");
  const machine = await readFile(path.join(home, "cache/images.json"), "utf8").catch(() => "{}");
  const { images } = parseSettings("test", {
    "cloudpos:environment": "dev",
    "cloudpos:platform": "swarm",
    "cloudpos:domain": "localhost",
    "cloudpos:logLevel": "debug",
    "cloudpos:images": machine,
  });
  const source = await prepareImage(name, { images });
  const { reference, base, context } = source;
  const there = await run("docker", ["image", "inspect", reference]).then(
    () => true,
    () => false,
  );
  if (!there) {
    await run(
      "docker",
      [
        "build",
        "--build-arg",
        `BASE_IMAGE=${base}`,
        "--label",
        `cloudpos.image=${name}`,
        "--tag",
        reference,
        context,
      ],
      { maxBuffer: 64 * 1024 * 1024 },
    );
  }
  return reference;
}
