/** The front door: TLS, HTTP/2, compression, the web app, and the only published ports. */
import type { Settings } from "../settings.ts";
import { edgeIdentity } from "./acme.ts";
import { caFile, certificateFile, httpProbe, scaleOf, serverCertificate, textFile } from "./common.ts";
import { MAILBOX, usesMailbox } from "./mailbox.ts";
import type { Part } from "./part.ts";

export function edge(settings: Settings): Part {
  const local = settings.domain === "localhost";
  const tls = serverCertificate(settings, "edge", {
    dnsNames: local ? ["localhost", "cloudpos.localhost"] : [settings.domain],
    ...(local ? { ipAddresses: ["127.0.0.1", "::1"] } : {}),
  });
  // The own certificate is in use until the authority has signed one.
  const identity = settings.tls.issuer === "acme" ? [edgeIdentity(settings)] : [];
  return {
    secrets: [tls.key, ...identity.map(({ key }) => key)],
    certificates: [tls.certificate, ...identity.map(({ certificate }) => certificate)],
    workloads: [
      {
        name: "edge",
        description: "nginx: TLS, the web app, the way to the API",
        image: "edge",
        user: { uid: 10005, gid: 10005 },
        environment: {
          SERVER_NAME: settings.domain,
          HTTPS_PORT: String(settings.ports.https),
          ...(usesMailbox(settings) && { MAILBOX: `mailbox:${MAILBOX.httpPort}` }),
          ...(identity.length > 0 && { ACME: "acme" }),
        },
        ports: [
          { name: "http", number: 8080, published: settings.ports.http },
          { name: "https", number: 8443, published: settings.ports.https },
          { name: "prometheus", number: 9443, published: settings.ports.prometheus },
          { name: "grafana", number: 9444, published: settings.ports.grafana },
          { name: "status", number: 8081 },
        ],
        files: [
          caFile,
          certificateFile("edge"),
          ...identity.map(({ certificate }) => certificateFile(certificate.name)),
          textFile(
            "/etc/cloudpos/edge/admin-networks.conf",
            [...settings.adminNetworks.map((network) => `allow ${network};`), "deny all;", ""].join("\n"),
          ),
        ],
        secrets: [tls.key.name, ...identity.map(({ key }) => key.name)],
        volumes: [],
        temporary: [
          { path: "/tmp", sizeMiB: 64 },
          { path: "/run/nginx", sizeMiB: 8 },
        ],
        segments: ["edge"],
        probe: httpProbe(8081, "/edge-health"),
        stop: { graceSeconds: 30, signal: "SIGQUIT" },
        resources: { cpuMilli: 1000, memoryMiB: 128 },
        scale: scaleOf(settings, "edge"),
        // Two tasks of one machine cannot both hold its ports 80 and 443.
        update: "stop-first",
        logs: { format: "json" },
        needs: ["gateway", ...identity.map(() => "acme")],
      },
    ],
    schedules: [],
  };
}
