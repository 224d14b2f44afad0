/** Generates the values of the declared secrets. They are Pulumi secrets: encrypted in the state, never in a diff. */
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import type { Secret } from "../model/index.ts";

export interface SecretValues {
  value(name: string): pulumi.Output<string>;
  /** The key resource of a `private-key` secret, for signing its certificate. */
  privateKey(name: string): tls.PrivateKey;
}

export function createSecrets(secrets: readonly Secret[]): SecretValues {
  const values = new Map<string, pulumi.Output<string>>();
  const keys = new Map<string, tls.PrivateKey>();
  const settings = new pulumi.Config("cloudpos");
  for (const secret of secrets) {
    const options: pulumi.ResourceOptions = { protect: secret.durable ?? false };
    // A value belongs to secret and generation, whether it is the one in use or the other one that is valid.
    const base = secret.otherOf ?? secret.name;
    const numbered = `${base}-g${secret.generation}`;
    const { source } = secret;
    if (source.kind === "password") {
      const password = new random.RandomPassword(
        secret.generation === 1 ? base : numbered,
        { length: source.length, special: false, keepers: { generation: String(secret.generation) } },
        options,
      );
      values.set(secret.name, password.result);
    } else if (source.kind === "private-key") {
      const key = new tls.PrivateKey(
        numbered,
        source.algorithm === "ED25519"
          ? { algorithm: "ED25519" }
          : { algorithm: "ECDSA", ecdsaCurve: "P256" },
        options,
      );
      keys.set(secret.name, key);
      values.set(secret.name, pulumi.secret(key.privateKeyPemPkcs8));
    } else if (source.kind === "setting") {
      values.set(secret.name, settings.requireSecret(source.key));
    }
  }
  for (const { name, source } of secrets) {
    if (source.kind !== "composed") continue;
    const parts = pulumi.all(Object.fromEntries(source.from.map((from) => [from, values.get(from)!])));
    values.set(name, pulumi.secret(parts.apply((known) => source.compose(known as Record<string, string>))));
  }
  return { value: (name) => values.get(name)!, privateKey: (name) => keys.get(name)! };
}
