/** The functions of the tls package: what is in a certificate or behind an address, and a private key's public half. */
import { createHash } from "node:crypto";
import https from "node:https";
import { isIP } from "node:net";
import tls from "node:tls";
import type { DetailedPeerCertificate, TLSSocket } from "node:tls";
import { BasicConstraints, Certificate, Version, id_ce_basicConstraints } from "@peculiar/asn1-x509";
import type { FunctionType, PropertyMap } from "../server/resource.ts";
import { fromPem, parseAsn1, toPem } from "./der.ts";
import { algorithmOf, describePublicKey, idOf, parsePrivateKey, publicKeyDer } from "./keys.ts";
import { distinguishedName } from "./names.ts";
import { pemFromOpenSsh } from "./openssh.ts";

/** The provider's `proxy` setting. */
export interface Proxy {
  url?: string;
  username?: string;
  password?: string;
  fromEnv?: boolean;
}

/** What the functions are called with: the provider's settings. */
export interface TlsClient {
  proxy: Proxy;
}

/** How long (ms) a server has to show its certificate. */
const ANSWER_WITHIN_MS = 30_000;

const getPublicKey: FunctionType<TlsClient> = {
  token: "tls:index/getPublicKey:getPublicKey",
  async invoke(args) {
    const [property] = exactlyOne(args, "privateKeyPem", "privateKeyOpenssh");
    const text = String(args[property]);
    const key = explain(property, () =>
      parsePrivateKey(property === "privateKeyPem" ? text : pemFromOpenSsh(text)),
    );
    return { ...args, id: idOf(publicKeyDer(key)), algorithm: algorithmOf(key), ...describePublicKey(key) };
  },
};

const getCertificate: FunctionType<TlsClient> = {
  token: "tls:index/getCertificate:getCertificate",
  async invoke(args, { client, signal }) {
    const [property] = exactlyOne(args, "content", "url");
    const verifyChain = (args["verifyChain"] as boolean | undefined) ?? true;
    const ders =
      property === "content"
        ? [explain(property, () => fromPem("CERTIFICATE", String(args[property])))]
        : await peerCertificates(String(args[property]), verifyChain, client.proxy, signal);
    const certificates = ders.map((der) => explain(property, () => describeCertificate(der)));
    const id = createHash("sha1").update(Buffer.concat(ders)).digest("hex");
    return { ...args, verifyChain, id, certificates };
  },
};

export const functions = [getPublicKey, getCertificate];

function exactlyOne(args: PropertyMap, ...properties: [string, string]): [string] {
  const given = properties.filter((property) => args[property] !== undefined);
  if (given.length !== 1 || !given[0])
    throw new Error(`exactly one of ${properties.join(" and ")} has to be set`);
  return [given[0]];
}

function explain<Result>(property: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new Error(`${property} ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** In DER, the one nearest to the root first. */
async function peerCertificates(
  address: string,
  verify: boolean,
  proxy: Proxy,
  signal: AbortSignal,
): Promise<Buffer[]> {
  const url = URL.parse(address);
  if (url?.protocol === "https:") return overHttps(url, verify, proxy, signal);
  if (url?.protocol === "tls:" && url.port) return overTls(url, verify, signal);
  throw new Error(`url must be https://HOST[:PORT] or tls://HOST:PORT, not ${JSON.stringify(address)}`);
}

function overHttps(url: URL, verify: boolean, proxy: Proxy, signal: AbortSignal): Promise<Buffer[]> {
  const agent = new https.Agent({ proxyEnv: proxyEnvironment(proxy) });
  return new Promise((resolve, reject) => {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    const request = https.request(
      url,
      { agent, method: "HEAD", rejectUnauthorized: verify, signal: deadline },
      (response) => {
        resolve(chain(response.socket as TLSSocket));
        response.destroy();
      },
    );
    request.on("error", (error) =>
      reject(new Error(`could not get a certificate from ${url.host}: ${error.message}`)),
    );
    request.end();
  });
}

function overTls(url: URL, verify: boolean, signal: AbortSignal): Promise<Buffer[]> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    const name = isIP(host) === 0 ? { servername: host } : {};
    const options = { host, port: Number(url.port), ...name, rejectUnauthorized: verify };
    const socket = tls.connect(options, () => {
      resolve(chain(socket));
      socket.destroy();
    });
    deadline.addEventListener("abort", () => socket.destroy(new Error("no answer in time")));
    socket.on("error", (error) =>
      reject(new Error(`could not get a certificate from ${url.host}: ${error.message}`)),
    );
  });
}

function chain(socket: TLSSocket): Buffer[] {
  const ders: Buffer[] = [];
  let certificate: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (certificate && !ders.some((der) => der.equals(certificate?.raw as Buffer))) {
    ders.unshift(certificate.raw);
    certificate = certificate.issuerCertificate;
  }
  return ders;
}

function proxyEnvironment({ url, username, password, fromEnv }: Proxy): NodeJS.ProcessEnv {
  if (!url) return fromEnv === false ? {} : process.env;
  const address = new URL(url);
  if (username) address.username = username;
  if (password) address.password = password;
  return { HTTPS_PROXY: address.href };
}

/** By the names of Go's crypto/x509. */
const SIGNATURES: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.5": "SHA1-RSA",
  "1.2.840.113549.1.1.11": "SHA256-RSA",
  "1.2.840.113549.1.1.12": "SHA384-RSA",
  "1.2.840.113549.1.1.13": "SHA512-RSA",
  "1.2.840.10045.4.3.2": "ECDSA-SHA256",
  "1.2.840.10045.4.3.3": "ECDSA-SHA384",
  "1.2.840.10045.4.3.4": "ECDSA-SHA512",
  "1.3.101.112": "Ed25519",
};

const KEYS: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.1": "RSA",
  "1.2.840.10045.2.1": "ECDSA",
  "1.3.101.112": "Ed25519",
};

function describeCertificate(der: Buffer) {
  const { tbsCertificate: tbs, signatureAlgorithm } = parseAsn1(der, Certificate, "a certificate");
  const constraints = tbs.extensions?.find(({ extnID }) => extnID === id_ce_basicConstraints)?.extnValue
    .buffer;
  const basic = constraints && parseAsn1(new Uint8Array(constraints), BasicConstraints, "a certificate");
  const time = ({ utcTime, generalTime }: { utcTime?: Date; generalTime?: Date }) =>
    (utcTime ?? generalTime)?.toISOString().replace(/\.\d+Z$/, "Z") ?? "";
  return {
    certPem: toPem("CERTIFICATE", der),
    isCa: basic?.cA ?? false,
    issuer: distinguishedName(tbs.issuer),
    maxPathLength: basic?.pathLenConstraint ?? -1,
    notAfter: time(tbs.validity.notAfter),
    notBefore: time(tbs.validity.notBefore),
    publicKeyAlgorithm: KEYS[tbs.subjectPublicKeyInfo.algorithm.algorithm] ?? "0",
    serialNumber: BigInt(`0x${Buffer.from(tbs.serialNumber).toString("hex") || "0"}`).toString(),
    sha1Fingerprint: createHash("sha1").update(der).digest("hex"),
    signatureAlgorithm: SIGNATURES[signatureAlgorithm.algorithm] ?? signatureAlgorithm.algorithm,
    subject: distinguishedName(tbs.subject),
    version: (tbs.version as number) - Version.v1 + 1,
  };
}
