/** The front door: TLS, HTTP/2, compression, the web app, and, unless a front stands before it, the published ports. */
import { platformSharesPublishedPorts, type Settings } from "../settings.ts";
import { edgeIdentity } from "./acme.ts";
import { caFile, certificateFile, httpProbe, scaleOf, serverCertificate, textFile } from "./common.ts";
import { FRONT, publicPorts, usesFront } from "./front.ts";
import { MAILBOX, usesMailbox } from "./mailbox.ts";
import type { Part } from "./part.ts";

/**
 * How long a replica that was told to stop still serves, so that it is known to be leaving and kept connections move to
 * another one with their next request (seconds).
 */
const DRAIN_SECONDS = 10;

export function edge(settings: Settings): Part {
  const local = settings.domain === "localhost";
  const tls = serverCertificate(settings, "edge", {
    dnsNames: local ? ["localhost", "cloudpos.localhost"] : [settings.domain],
    ...(local ? { ipAddresses: ["127.0.0.1", "::1"] } : {}),
  });
  // The own certificate is in use until the authority has signed one.
  const identity = settings.tls.issuer === "acme" ? [edgeIdentity(settings)] : [];
  const front = usesFront(settings);
  const alone = settings.replicas.edge === undefined || settings.replicas.edge === 1;
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
          ...(front && { FRONT }),
          ...(!alone && { DRAIN_SECONDS: String(DRAIN_SECONDS) }),
        },
        ports: [
          ...publicPorts(settings).map(({ name, number, published }) => ({
            name,
            number,
            ...(!front && { published }),
          })),
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
        segments: front ? ["front", "edge"] : ["edge"],
        probe: httpProbe(8081, "/edge-health"),
        // Beyond the drain, what nginx gives to the last requests (worker_shutdown_timeout), and some.
        stop: { graceSeconds: alone ? 30 : DRAIN_SECONDS + 30, signal: "SIGQUIT" },
        resources: { cpuMilli: 1000, memoryMiB: 128 },
        scale: scaleOf(settings, "edge"),
        // Two containers of one server cannot both hold its ports 80 and 443.
        update: front || platformSharesPublishedPorts(settings) ? "start-first" : "stop-first",
        metrics: { port: 8081, path: "/metrics" },
        logs: { format: "json" },
        needs: ["gateway", ...identity.map(() => "acme"), ...(front ? [FRONT] : [])],
      },
    ],
    schedules: [],
  };
}
