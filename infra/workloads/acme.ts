/** Certificates of an ACME authority (Let's Encrypt) for the edge. */
import type { File } from "../model/index.ts";
import type { Settings } from "../settings.ts";
import { caFile, certificateFile, httpProbe, serverCertificate, textFile } from "./common.ts";
import type { Part } from "./part.ts";

/** What the edge shows to be given the certificate and its key. */
export function edgeIdentity(settings: Settings): ReturnType<typeof serverCertificate> {
  return serverCertificate(settings, "edge-acme", { uses: ["client"] });
}

/** The authority of `tls.acmeAuthority`, in every container that has to trust it. */
export const AUTHORITY_FILE = "/etc/cloudpos/tls/acme-authority.crt";
/** How often certbot looks whether it is time to renew. */
const RENEW_CHECK_SECONDS = 6 * 3600;

export function authorityFile({ tls }: Settings): File[] {
  return tls.issuer === "acme" && tls.acmeAuthority ? [textFile(AUTHORITY_FILE, tls.acmeAuthority)] : [];
}

/**
 * Asks for the certificate and renews it. Replicas of the edge fetch it from here, on whatever server they are: no
 * volume has to be shared.
 */
export function acme(settings: Settings): Part {
  const { issuer, acmeEmail, acmeDirectory, acmeAuthority } = settings.tls;
  if (issuer !== "acme") return { workloads: [], secrets: [], certificates: [], schedules: [] };
  const tls = serverCertificate(settings, "acme");
  return {
    secrets: [tls.key],
    certificates: [tls.certificate],
    workloads: [
      {
        name: "acme",
        description: "certbot: the certificate of the edge, from an ACME authority",
        image: "acme",
        user: { uid: 10016, gid: 10016 },
        environment: {
          DOMAIN: settings.domain,
          ACME_EMAIL: acmeEmail!,
          ACME_DIRECTORY: acmeDirectory,
          RENEW_CHECK_SECONDS: String(RENEW_CHECK_SECONDS),
          ...(acmeAuthority && { REQUESTS_CA_BUNDLE: AUTHORITY_FILE }),
        },
        ports: [
          { name: "challenge", number: 8080 },
          { name: "certificate", number: 8443 },
        ],
        files: [caFile, certificateFile("acme"), ...authorityFile(settings)],
        secrets: [tls.key.name],
        volumes: [{ volume: "acme-data", path: "/var/lib/acme" }],
        temporary: [
          { path: "/tmp", sizeMiB: 32 },
          { path: "/run/nginx", sizeMiB: 1 },
        ],
        segments: ["edge"],
        waysOut: [{ purpose: "the ACME authority", ports: [Number(new URL(acmeDirectory).port || 443)] }],
        probe: httpProbe(8080, "/health"),
        stop: { graceSeconds: 10 },
        resources: { cpuMilli: 500, memoryMiB: 128 },
        scale: { kind: "fixed", replicas: 1 },
        update: "stop-first",
        logs: { format: "json" },
        needs: [],
      },
    ],
    schedules: [],
  };
}
