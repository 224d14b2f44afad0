/** Helpers for tests that run the images of this repository on the local Docker engine. */
import { execFile } from "node:child_process";
import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Certificate } from "./model/index.ts";
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

/**
 * What the stack's own certificate authority is, for one test: `ca.crt` and `ca.key` in a folder. What it signs is valid
 * for two days.
 */
export interface TestAuthority {
  /**
   * Makes a key and a certificate for it, with the first of the names as its subject.
   * @param files where they go
   */
  sign(
    certificate: Pick<Certificate, "dnsNames" | "uses">,
    files: { certificate: string; key: string },
  ): Promise<void>;
}

export async function createTestAuthority(folder: string): Promise<TestAuthority> {
  const openssl = (...args: string[]) => run("openssl", args, { cwd: folder });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const usage = ["-addext", "keyUsage=critical,keyCertSign,cRLSign"];
  const authority = ["-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=own authority", "-days", "2"];
  await openssl("req", "-x509", ...newKey, ...usage, ...authority);
  await chmod(path.join(folder, "ca.crt"), 0o644);
  return {
    sign: async ({ dnsNames, uses }, { certificate, key }) => {
      const extensions = [
        `subjectAltName=${dnsNames.map((name) => `DNS:${name}`).join(",")}`,
        `extendedKeyUsage=${uses.map((use) => `${use}Auth`).join(",")}`,
        "authorityKeyIdentifier=keyid",
      ];
      await writeFile(path.join(folder, "extensions"), `${extensions.join("\n")}\n`);
      await openssl("req", ...newKey, "-keyout", key, "-out", "request", "-subj", `/CN=${dnsNames[0]}`);
      await openssl(
        ...["x509", "-req", "-in", "request", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial"],
        ...["-days", "2", "-extfile", "extensions", "-out", certificate],
      );
      await chmod(certificate, 0o644);
      await Promise.all(["extensions", "request"].map((file) => rm(path.join(folder, file))));
    },
  };
}
