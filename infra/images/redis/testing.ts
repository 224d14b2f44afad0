/** For tests that run the members of a Redis Cluster from the image. */
import { chmod, chown, copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseSettings } from "../../settings.ts";
import { createTestAuthority } from "../../testing.ts";
import { redis } from "../../workloads/redis.ts";

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
  const authority = await createTestAuthority(folder);
  await copyFile(path.join(folder, "ca.crt"), path.join(tls, "ca.crt"));
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
    await authority.sign(
      { dnsNames: [...dnsNames, ...(alsoKnownAs ? [alsoKnownAs] : [])], uses },
      { certificate: path.join(tls, `${name}.crt`), key: path.join(secrets, `tls-${name}-key`) },
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
