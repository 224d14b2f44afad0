/** Keys and certificates of one run of the cluster, and who each of them is to the API server. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { isIPv4 } from "node:net";
import { join } from "node:path";
import { issueCertificate, parseIssuer } from "../providers/tls/certificate.ts";
import { generalNames, subjectName } from "../providers/tls/names.ts";
import { layout, type ClusterFolders } from "./layout.ts";

/** A cluster is for tests of hours, not of months. */
const validityHours = 24 * 7;

interface Identity {
  /** File name without its end. */
  readonly file: string;
  readonly commonName: string;
  /** The group in Kubernetes. */
  readonly organization?: string;
  /** Names and addresses of a server. */
  readonly hosts?: readonly string[];
}

const identities: readonly Identity[] = [
  {
    file: "apiserver",
    commonName: "kube-apiserver",
    hosts: [
      layout.address,
      layout.apiService,
      "127.0.0.1",
      "localhost",
      "kubernetes",
      "kubernetes.default",
      "kubernetes.default.svc",
      `kubernetes.default.svc.${layout.domain}`,
    ],
  },
  { file: "kubelet-server", commonName: layout.node, hosts: [layout.node, layout.address] },
  { file: "etcd", commonName: "etcd", hosts: ["127.0.0.1", "localhost"] },
  { file: "apiserver-etcd", commonName: "kube-apiserver" },
  { file: "apiserver-kubelet", commonName: "kube-apiserver", organization: "system:masters" },
  { file: "front-proxy", commonName: "front-proxy" },
  { file: "admin", commonName: "cloudpos", organization: "system:masters" },
  { file: "controller-manager", commonName: "system:kube-controller-manager" },
  { file: "scheduler", commonName: "system:kube-scheduler" },
  { file: "proxy", commonName: "system:kube-proxy" },
  { file: "kubelet", commonName: `system:node:${layout.node}`, organization: "system:nodes" },
];

/** Those who speak to the API server, each with a kubeconfig of its own. */
const clients = ["admin", "controller-manager", "scheduler", "proxy", "kubelet"] as const;

/** Writes a certificate authority, everybody's key and certificate, and the kubeconfigs. */
export async function writeCertificates(folders: ClusterFolders): Promise<void> {
  const folder = folders.certificates;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ca = newKey();
  const caPem = issueCertificate({
    subject: subjectName({ commonName: "CloudPOS cluster" }),
    names: [],
    publicKey: ca.publicKey,
    signingKey: ca.privateKey,
    validityHours,
    allowedUses: ["cert_signing", "crl_signing", "digital_signature"],
    isCa: true,
    setSubjectKeyId: true,
  }).certPem;
  await write(folder, "ca", caPem, ca.privateKey);
  for (const { file, commonName, organization, hosts = [] } of identities) {
    const key = newKey();
    const { certPem } = issueCertificate({
      subject: subjectName({ commonName, ...(organization ? { organization } : {}) }),
      names: generalNames({
        dnsNames: hosts.filter((host) => !isIPv4(host)),
        ipAddresses: hosts.filter((host) => isIPv4(host)),
      }),
      publicKey: key.publicKey,
      issuer: parseIssuer(caPem),
      signingKey: ca.privateKey,
      validityHours,
      allowedUses: ["digital_signature", "key_encipherment", "client_auth", "server_auth"],
      isCa: false,
      setSubjectKeyId: false,
    });
    await write(folder, file, certPem, key.privateKey);
  }
  const accounts = newKey();
  await writeFile(join(folder, "service-accounts.key"), pem(accounts.privateKey), { mode: 0o600 });
  await writeFile(
    join(folder, "service-accounts.pub"),
    accounts.publicKey.export({ type: "spki", format: "pem" }),
  );
  for (const name of clients) await writeKubeconfig(folders, name);
}

async function writeKubeconfig(folders: ClusterFolders, name: (typeof clients)[number]): Promise<void> {
  const file = (path: string) => join(folders.certificates, path);
  const content = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "cloudpos",
        cluster: {
          server: `https://${layout.address}:${layout.ports.api}`,
          "certificate-authority": file("ca.crt"),
        },
      },
    ],
    users: [{ name, user: { "client-certificate": file(`${name}.crt`), "client-key": file(`${name}.key`) } }],
    contexts: [{ name: "cloudpos", context: { cluster: "cloudpos", user: name } }],
    "current-context": "cloudpos",
  };
  const target = name === "admin" ? folders.kubeconfig : file(`${name}.kubeconfig`);
  await writeFile(target, JSON.stringify(content, null, 2), { mode: 0o600 });
}

function newKey() {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

const pem = (key: KeyObject) => key.export({ type: "pkcs8", format: "pem" });

async function write(folder: string, name: string, certificate: string, key: KeyObject): Promise<void> {
  await writeFile(join(folder, `${name}.crt`), certificate);
  await writeFile(join(folder, `${name}.key`), pem(key), { mode: 0o600 });
}
