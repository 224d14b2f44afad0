/** Small pieces that several workloads are declared with. */
import type { Certificate, File, Probe, Secret } from "../model/index.ts";
import type { Settings } from "../settings.ts";

/** The stack's certificate authority, for verifying every store. */
export const caFile: File = { path: "/etc/cloudpos/tls/ca.crt", content: { kind: "ca" } };

export function certificateFile(certificate: string): File {
  return { path: `/etc/cloudpos/tls/${certificate}.crt`, content: { kind: "certificate", certificate } };
}

export function textFile(path: string, text: string): File {
  return { path, content: { kind: "text", text } };
}

export function generation(settings: Settings, secret: string): number {
  return settings.secretGenerations[secret] ?? 1;
}

export function password(
  settings: Settings,
  name: string,
  options: { length?: number; durable?: boolean } = {},
): Secret {
  return {
    name,
    generation: generation(settings, name),
    source: { kind: "password", length: options.length ?? 32 },
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
    },
  };
}

/** Probe by a command of the image. */
export function commandProbe(command: readonly string[], options: Partial<Probe> = {}): Probe {
  return { command, intervalSeconds: 5, timeoutSeconds: 5, startSeconds: 60, retries: 3, ...options };
}

/** Probe of an HTTP endpoint by the image's `probe-http PORT PATH`. */
export function httpProbe(port: number, path: string, options: Partial<Probe> = {}): Probe {
  return commandProbe(["probe-http", String(port), path], { http: { port, path }, ...options });
}

/** The workloads that Redis runs as: one, or the members of a cluster. */
export function redisMembers(settings: Settings): string[] {
  const { members } = settings.redis;
  return members === 1 ? ["redis"] : Array.from({ length: members }, (_, index) => `redis-${index + 1}`);
}
