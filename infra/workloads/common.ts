/** Small pieces that several workloads are declared with. */
import type { ServiceName } from "../../services/names.ts";
import type { Certificate, File, Probe, Rotation, Scale, Secret } from "../model/index.ts";
import type { Settings } from "../settings.ts";

/** The stack's certificate authority, for verifying every store. */
export const caFile: File = { path: "/etc/cloudpos/tls/ca.crt", content: { kind: "ca" } };

export function certificateFile(certificate: string): File {
  return { path: `/etc/cloudpos/tls/${certificate}.crt`, content: { kind: "certificate", certificate } };
}

export function textFile(path: string, text: string): File {
  return { path, content: { kind: "text", text } };
}

/** The generation of a secret that is used: until the switch of a rotation still the one before. */
export function generation(settings: Settings, secret: string): number {
  const newest = settings.secretGenerations[secret] ?? 1;
  return settings.secretRotations[secret]?.phase === "prepare" ? newest - 1 : newest;
}

/** Name of the second valid generation of a secret. */
export const otherOf = (secret: string) => `${secret}-other`;

/** Those of `secrets` of which two generations are valid, as the names of the second ones. */
export function others(settings: Settings, secrets: readonly string[]): string[] {
  return secrets.filter((name) => settings.secretRotations[name]).map(otherOf);
}

/** Every secret, and the second generation of those that are being rotated. */
export function withOthers(settings: Settings, secrets: readonly Secret[]): Secret[] {
  return secrets.flatMap((secret) => {
    const rotation = settings.secretRotations[secret.name];
    if (!rotation || secret.rotation.kind !== "overlap") return [secret];
    const newest = settings.secretGenerations[secret.name] ?? 1;
    const other = rotation.phase === "prepare" ? newest : newest - 1;
    return [secret, { ...secret, name: otherOf(secret.name), otherOf: secret.name, generation: other }];
  });
}

/** The account of a role in PostgreSQL or MongoDB: those of odd and even generations take turns, see `accounts.ts`. */
export function accountOf(settings: Settings, role: string, secret: string): string {
  return generation(settings, secret) % 2 === 0 ? `${role}_alternate` : role;
}

/** Passwords of accounts in the stores: both generations are valid during a rotation, see `accounts.ts`. */
const OVERLAP = { kind: "overlap", settleSeconds: 0, expireSeconds: 0 } as const;

export function password(
  settings: Settings,
  name: string,
  options: { length?: number; durable?: boolean; rotation?: Rotation } = {},
): Secret {
  return {
    name,
    generation: generation(settings, name),
    source: { kind: "password", length: options.length ?? 32 },
    rotation: options.rotation ?? OVERLAP,
    ...(options.durable ? { durable: true } : {}),
  };
}

/** A server's certificate and the secret that is its key. */
export function serverCertificate(
  settings: Settings,
  name: string,
  options: Partial<Pick<Certificate, "dnsNames" | "ipAddresses" | "uses">> = {},
): { certificate: Certificate; key: Secret } {
  return {
    certificate: { name, dnsNames: [name], uses: ["server"], ...options },
    key: {
      name: `tls-${name}-key`,
      generation: generation(settings, `tls-${name}-key`),
      source: { kind: "private-key", algorithm: "ECDSA-P256", certificate: name },
      // The certificate comes with it; both old and new are signed by the authority that everybody trusts.
      rotation: { kind: "replace" },
    },
  };
}

/**
 * Probe by a command of the image. Patient: what fails it is killed, and a starved machine, on which even starting the
 * command takes seconds, must not lose its database and its front door for being slow.
 */
export function commandProbe(command: readonly string[], options: Partial<Probe> = {}): Probe {
  return { command, intervalSeconds: 5, timeoutSeconds: 20, startSeconds: 60, retries: 5, ...options };
}

/** Probe of an HTTP endpoint by the image's `probe-http PORT PATH`. */
export function httpProbe(port: number, path: string, options: Partial<Probe> = {}): Probe {
  return commandProbe(["probe-http", String(port), path], { http: { port, path }, ...options });
}

/** How many of a workload run, as the settings say; one where they say nothing. */
export function scaleOf(settings: Settings, name: ServiceName | "edge"): Scale {
  const replicas = settings.replicas[name] ?? 1;
  return typeof replicas === "number" ? { kind: "fixed", replicas } : { kind: "auto", ...replicas };
}

/** The workloads that Redis runs as: one, or the members of a cluster. */
export function redisMembers(settings: Settings): string[] {
  const { members } = settings.redis;
  return members === 1 ? ["redis"] : Array.from({ length: members }, (_, index) => `redis-${index + 1}`);
}
