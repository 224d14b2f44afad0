/** For tests that run the members of a Redis Cluster from the image. */
import { execFile } from "node:child_process";
import { chmod, chown, mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { parseSettings } from "../../settings.ts";
import { redis } from "../../workloads/redis.ts";

const run = promisify(execFile);
/** The image's user. */
const UID = 10003;

/** The password that {@link prepareRedisMembers} gives to a secret's name. */
export function redisSecret(name: string): string {
  return `value-of-${name}`;
}

/**
 * Writes what six members are given, exactly as the program declares it: users and their rights, passwords and
 * certificates. `folder/tls` is for /etc/cloudpos/tls, `folder/secrets` for /run/secrets.
 *
 * @param alsoKnownAs a further name that all certificates are valid for
 */
export async function prepareRedisMembers(folder: string, alsoKnownAs?: string): Promise<void> {
  const tls = path.join(folder, "tls");
  const secrets = path.join(folder, "secrets");
  await mkdir(tls);
  await mkdir(secrets);
  const openssl = (...args: string[]) => run("openssl", args, { cwd: tls });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  await openssl(
    ...[
      "req",
      "-x509",
      ...newKey,
      "-keyout",
      "../ca.key",
      "-out",
      "ca.crt",
      "-subj",
      "/CN=test",
      "-days",
      "2",
    ],
  );
  const part = redis(
    parseSettings("test", {
      "cloudpos:environment": "dev",
      "cloudpos:platform": "swarm",
      "cloudpos:domain": "localhost",
      "cloudpos:logLevel": "debug",
      "cloudpos:redis": '{"members":6}',
    }),
  );
  for (const { name, dnsNames, uses } of part.certificates) {
    const names = [...dnsNames, ...(alsoKnownAs ? [alsoKnownAs] : [])].map((dns) => `DNS:${dns}`).join();
    await writeFile(
      path.join(folder, "extensions"),
      `subjectAltName=${names}\nextendedKeyUsage=${uses.map((use) => `${use}Auth`).join()}\n`,
    );
    const key = path.join(secrets, `tls-${name}-key`);
    await openssl("req", ...newKey, "-keyout", key, "-out", "../request", "-subj", `/CN=${name}`);
    await openssl(
      ...["x509", "-req", "-in", "../request", "-CA", "ca.crt", "-CAkey", "../ca.key", "-CAcreateserial"],
      ...["-out", `${name}.crt`, "-days", "2", "-extfile", "../extensions"],
    );
  }
  for (const { name, source } of part.secrets) {
    const file = path.join(secrets, name);
    if (source.kind === "password") await writeFile(file, redisSecret(name));
    if (source.kind === "composed") {
      await writeFile(
        file,
        source.compose(Object.fromEntries(source.from.map((from) => [from, redisSecret(from)]))),
      );
    }
  }
  for (const file of await readdir(secrets)) {
    await chmod(path.join(secrets, file), 0o400);
    await chown(path.join(secrets, file), UID, UID);
  }
  await chmod(folder, 0o755);
}
