import { execFileSync } from "node:child_process";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { context, driver } from "../logical/testing.ts";
import { diff } from "../server/diff.ts";
import { UNKNOWN } from "../server/resource.ts";
import type { PropertyMap, Provider } from "../server/resource.ts";
import { provider } from "./provider.ts";

const of = (name: string) => {
  const token = `tls:index/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;
  return driver(provider as Provider<never>, token);
};
const invoke = (name: string, args: PropertyMap) => {
  const called = provider.functions?.find(({ token }) => token === `tls:index/${name}:${name}`);
  return called?.invoke(args, context) as Promise<PropertyMap>;
};

const KEYS = [
  { algorithm: "RSA" },
  { algorithm: "ECDSA" },
  { algorithm: "ECDSA", ecdsaCurve: "P256" },
  { algorithm: "ECDSA", ecdsaCurve: "P384" },
  { algorithm: "ECDSA", ecdsaCurve: "P521" },
  { algorithm: "ED25519" },
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tls-provider-"));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a program on texts, which it gets as files: `openssl(["x509", "-in", file(pem)])`. */
function file(content: unknown): string {
  const path = join(mkdtempSync(join(folder, "file-")), "file");
  writeFileSync(path, String(content));
  chmodSync(path, 0o600);
  return path;
}
const run = (program: string, args: string[]) =>
  execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const asText = (certificate: unknown) =>
  run("openssl", ["x509", "-noout", "-text", "-nameopt", "RFC2253", "-in", file(certificate)]);

const makeKey = async (inputs: PropertyMap = { algorithm: "ECDSA", ecdsaCurve: "P256" }) =>
  (await of("PrivateKey").create(inputs)).state;

async function makeCa(extra: PropertyMap = {}, keyInputs?: PropertyMap) {
  const key = await makeKey(keyInputs);
  const { id, state } = await of("SelfSignedCert").create({
    privateKeyPem: key["privateKeyPem"],
    validityPeriodHours: 48,
    allowedUses: ["cert_signing", "crl_signing"],
    isCaCertificate: true,
    subject: { commonName: "Shop CA", organization: "Main Street" },
    ...extra,
  });
  return { id, key, state };
}

async function makeRequest(extra: PropertyMap = {}, keyInputs?: PropertyMap) {
  const key = await makeKey(keyInputs);
  const { id, state } = await of("CertRequest").create({
    privateKeyPem: key["privateKeyPem"],
    subject: { commonName: "edge" },
    dnsNames: ["edge", "localhost"],
    ipAddresses: ["127.0.0.1", "2001:db8::5"],
    uris: ["spiffe://cloudpos/edge"],
    ...extra,
  });
  return { id, key, state };
}

async function leafInputs(keyInputs?: PropertyMap) {
  const ca = await makeCa({}, keyInputs);
  const request = await makeRequest({}, keyInputs);
  const inputs: PropertyMap = {
    caCertPem: ca.state["certPem"],
    caPrivateKeyPem: ca.key["privateKeyPem"],
    certRequestPem: request.state["certRequestPem"],
    validityPeriodHours: 24,
    allowedUses: ["digital_signature", "key_encipherment", "server_auth"],
  };
  return { ca, request, inputs };
}

describe("PrivateKey", () => {
  test.each(KEYS)("%j: every form holds the same key", async (inputs) => {
    const { id, state } = await of("PrivateKey").create(inputs);
    expect(state).toMatchObject({ ecdsaCurve: "P224", rsaBits: 2048, ...inputs, id });
    expect(state["__meta"]).toBe('{"schema_version":"1"}');
    expect(id).toMatch(/^[0-9a-f]{40}$/);
    const key = createPrivateKey(state["privateKeyPem"] as string);
    expect(createPrivateKey(state["privateKeyPemPkcs8"] as string).equals(key)).toBe(true);
    expect(createPublicKey(key).equals(createPublicKey(state["publicKeyPem"] as string))).toBe(true);
    const preamble = { RSA: "RSA PRIVATE KEY", ECDSA: "EC PRIVATE KEY", ED25519: "PRIVATE KEY" }[
      inputs.algorithm
    ];
    expect(state["privateKeyPem"]).toMatch(
      new RegExp(`^-----BEGIN ${preamble}-----\n[^]*-----END ${preamble}-----\n$`),
    );
    expect(state["privateKeyPemPkcs8"]).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    const fromPem = await invoke("getPublicKey", { privateKeyPem: state["privateKeyPem"] });
    expect(fromPem).toMatchObject({ algorithm: inputs.algorithm, id, publicKeyPem: state["publicKeyPem"] });
  });

  test.each(KEYS.filter(({ algorithm, ecdsaCurve }) => algorithm !== "ECDSA" || ecdsaCurve))(
    "%j: ssh-keygen reads it and agrees about public key and fingerprints",
    async (inputs) => {
      const state = await makeKey(inputs);
      const path = file(state["privateKeyOpenssh"]);
      expect(run("ssh-keygen", ["-y", "-f", path]).trim()).toBe((state["publicKeyOpenssh"] as string).trim());
      expect(run("ssh-keygen", ["-lf", path])).toContain(` ${state["publicKeyFingerprintSha256"]} `);
      expect(run("ssh-keygen", ["-E", "md5", "-lf", path])).toContain(
        ` MD5:${state["publicKeyFingerprintMd5"]} `,
      );
      const read = await invoke("getPublicKey", { privateKeyOpenssh: state["privateKeyOpenssh"] });
      expect(read["publicKeyPem"]).toBe(state["publicKeyPem"]);
    },
  );

  test("OpenSSH has no form for P224", async () => {
    expect(await makeKey({ algorithm: "ECDSA" })).toMatchObject({
      privateKeyOpenssh: "",
      publicKeyOpenssh: "",
      publicKeyFingerprintMd5: "",
      publicKeyFingerprintSha256: "",
    });
  });

  test.each([
    [{ algorithm: "DSA" }, "algorithm: must be one of RSA, ECDSA, ED25519"],
    [{ algorithm: "ECDSA", ecdsaCurve: "P-256" }, "ecdsaCurve: must be one of P224"],
    [{ algorithm: "RSA", rsaBits: 512 }, "rsaBits: must be at least 1024"],
  ])("refuses %j", (inputs, message) => {
    expect(of("PrivateKey").failures(inputs)).toEqual([expect.stringContaining(message)]);
  });

  test("the default curve spelt out is no change", () => {
    const { normalise, replaceOnChanges } = of("PrivateKey").type;
    const compare = (one: PropertyMap, other: PropertyMap) =>
      diff(normalise?.(one) ?? one, normalise?.(other) ?? other, replaceOnChanges);
    const inputs = { algorithm: "ECDSA" };
    expect(compare(inputs, { ...inputs, ecdsaCurve: "P224" })).toEqual([]);
    expect(compare(inputs, { ...inputs, ecdsaCurve: "P256" })).toMatchObject([
      { path: "ecdsaCurve", replace: true },
    ]);
  });
});

describe("CertRequest", () => {
  test.each(KEYS)("%j: openssl verifies it and finds what was asked for", async (keyInputs) => {
    const subject = {
      commonName: "Grüße",
      organization: "Shop & Co",
      country: "IE",
      streetAddresses: ["1 Main Street", "Back Yard"],
      emailAddress: "it@example.com",
    };
    const { state } = await makeRequest({ subject }, keyInputs);
    expect(state["keyAlgorithm"]).toBe(keyInputs.algorithm);
    const text = run("openssl", ["req", "-verify", "-noout", "-text", "-in", file(state["certRequestPem"])]);
    expect(text).toContain("DNS:edge, DNS:localhost, IP Address:127.0.0.1, IP Address:2001:DB8:0:0:0:0:0:5");
    expect(text).toContain("URI:spiffe://cloudpos/edge");
    expect(text).toMatch(
      /Subject: C = IE, O = Shop & Co, street = 1 Main Street \+ street = Back Yard, CN = /,
    );
  });

  test("refuses what it could not write, naming the property and never quoting the key", async () => {
    const key = await makeKey();
    const { failures } = of("CertRequest");
    expect(failures({ privateKeyPem: "secret" })).toEqual([
      expect.stringMatching(/^privateKeyPem: is not PEM/),
    ]);
    const broken = (key["privateKeyPem"] as string).replace(/\n.{10}/, "\nAAAAAAAAAA");
    expect(failures({ privateKeyPem: broken })).toEqual([
      'privateKeyPem: holds a PEM block "EC PRIVATE KEY" whose content is not a private key',
    ]);
    expect(failures({ privateKeyPem: key["publicKeyPem"] })[0]).toContain('holds a PEM block "PUBLIC KEY"');
    const privateKeyPem = key["privateKeyPem"];
    expect(failures({ privateKeyPem, ipAddresses: ["127.0.0.1", "127.0.0.256"] })).toEqual([
      'ipAddresses[1]: must be an IP address, not "127.0.0.256"',
    ]);
    expect(failures({ privateKeyPem, dnsNames: ["bücher.example"] })[0]).toContain(
      "dnsNames[0]: must be a DNS name",
    );
    expect(failures({})).toEqual([
      expect.stringContaining("exactly one of privateKeyPem and privateKeyPemWo"),
    ]);
    expect(failures({ privateKeyPem: UNKNOWN })).toEqual([]);
  });

  test("a write-only key leaves no trace in the state, and its version replaces", async () => {
    const key = await makeKey();
    const inputs = { privateKeyPemWo: key["privateKeyPem"], privateKeyPemWoVersion: 1 };
    const { failures, create, type } = of("CertRequest");
    const { state } = await create(inputs);
    expect(JSON.stringify(state)).not.toContain("PRIVATE KEY");
    expect(failures({ privateKeyPemWo: key["privateKeyPem"] })[0]).toContain(
      "privateKeyPemWoVersion: is required",
    );
    const normalise = type.normalise ?? ((map: PropertyMap) => map);
    const compare = (news: PropertyMap) => diff(normalise(inputs), normalise(news), type.replaceOnChanges);
    expect(compare({ ...inputs, privateKeyPemWo: "another" })).toEqual([]);
    expect(compare({ ...inputs, privateKeyPemWoVersion: 2 })).toMatchObject([{ replace: true }]);
  });
});

describe("SelfSignedCert", () => {
  test("a CA: critical constraints and uses, its key id, no authority key id unless asked for", async () => {
    const { id, state } = await makeCa({ maxPathLength: 0 });
    const text = asText(state["certPem"]);
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(text).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
    expect(text).toContain("Subject Key Identifier");
    expect(text).not.toContain("Authority Key Identifier");
    expect(text).not.toContain("Name Constraints");
    expect(text).toContain("Subject: CN=Shop CA,O=Main Street");
    expect(state).toMatchObject({ id, readyForRenewal: false, keyAlgorithm: "ECDSA", earlyRenewalHours: 0 });
    expect(run("openssl", ["x509", "-noout", "-serial", "-in", file(state["certPem"])])).toBe(
      `serial=${BigInt(id)
        .toString(16)
        .toUpperCase()
        .padStart(32, "0")
        .replace(/^(00)+/, "")}\n`,
    );
  });

  test("the authority key id is its own key id", async () => {
    const text = asText((await makeCa({ setAuthorityKeyId: true })).state["certPem"]);
    const [, own] = /Subject Key Identifier: \n\s+([0-9A-F:]+)/.exec(text) ?? [];
    const [, authority] = /Authority Key Identifier: \n\s+([0-9A-F:]+)/.exec(text) ?? [];
    expect(own).toBeDefined();
    expect(authority).toBe(own);
  });

  test("without a subject its alternative names are critical", async () => {
    const { state } = await makeCa({ isCaCertificate: false, subject: undefined, dnsNames: ["edge"] });
    expect(asText(state["certPem"])).toMatch(/Subject Alternative Name: critical\s+DNS:edge/);
  });

  test("validity is the one in the certificate, beyond 2049 too", async () => {
    const { state } = await makeCa({ validityPeriodHours: 24 * 365 * 50 });
    const [described] = (await invoke("getCertificate", { content: state["certPem"] }))["certificates"] as [
      PropertyMap,
    ];
    expect(described).toMatchObject({
      notBefore: state["validityStartTime"],
      notAfter: state["validityEndTime"],
      serialNumber: state["id"],
      isCa: true,
      maxPathLength: -1,
      issuer: "CN=Shop CA,O=Main Street",
      signatureAlgorithm: "ECDSA-SHA256",
      publicKeyAlgorithm: "ECDSA",
      version: 3,
    });
    const lasted =
      Date.parse(String(state["validityEndTime"])) - Date.parse(String(state["validityStartTime"]));
    expect(lasted).toBe(24 * 365 * 50 * 3_600_000);
  });

  test.each([
    [{ validityPeriodHours: -1 }, "validityPeriodHours: must be at least 0"],
    [{ validityPeriodHours: 1e9 }, "validityPeriodHours: leads beyond the year 9999"],
    [{ earlyRenewalHours: -1 }, "earlyRenewalHours: must be at least 0"],
    [{ maxPathLength: -2 }, "maxPathLength: must be at least -1"],
    [{ allowedUses: ["cert_signing", "certSigning"] }, "allowedUses[1]: must be one of any_extended"],
    [{ subject: {} }, "subject: is required for a CA"],
    [{ isCaCertificate: false, setAuthorityKeyId: true }, "setAuthorityKeyId: needs setSubjectKeyId"],
  ])("refuses %j", async (change, message) => {
    const { state } = await makeCa();
    const { privateKeyPem, validityPeriodHours, allowedUses, isCaCertificate, subject } = state;
    const inputs = { privateKeyPem, validityPeriodHours, allowedUses, isCaCertificate, subject, ...change };
    expect(of("SelfSignedCert").failures(inputs)).toEqual([expect.stringContaining(message)]);
  });
});

describe("LocallySignedCert", () => {
  test.each(KEYS)("%j: openssl verifies the chain strictly", async (keyInputs) => {
    const { ca, inputs } = await leafInputs(keyInputs);
    const { state } = await of("LocallySignedCert").create(inputs);
    expect(state["caKeyAlgorithm"]).toBe(keyInputs.algorithm);
    const args = ["-x509_strict", "-purpose", "sslserver", "-CAfile", file(ca.state["certPem"])];
    expect(run("openssl", ["verify", ...args, file(state["certPem"])])).toContain(": OK");
  });

  test("carries the request's names, the uses it is given and its issuer's key id", async () => {
    const { ca, inputs } = await leafInputs();
    const { state } = await of("LocallySignedCert").create({ ...inputs, setSubjectKeyId: true });
    const text = asText(state["certPem"]);
    expect(text).toContain("Issuer: CN=Shop CA,O=Main Street");
    expect(text).toContain("Subject: CN=edge");
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature, Key Encipherment\n/);
    expect(text).toMatch(/Extended Key Usage: \s+TLS Web Server Authentication\n/);
    expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(text).toMatch(/Alternative Name: \s+DNS:edge, DNS:localhost, IP Address:127\.0\.0\.1, /);
    const keyId = (kind: string, of: string) =>
      new RegExp(`${kind} Key Identifier: \\n\\s+([0-9A-F:]+)`).exec(of)?.[1];
    expect(keyId("Authority", text)).toBe(keyId("Subject", asText(ca.state["certPem"])));
    expect(keyId("Subject", text)).not.toBe(keyId("Authority", text));
  });

  test("a client that trusts only the CA talks to a server with the leaf", async () => {
    const { ca, request, inputs } = await leafInputs();
    const { state } = await of("LocallySignedCert").create(inputs);
    const server = tls.createServer({
      cert: state["certPem"] as string,
      key: request.key["privateKeyPem"] as string,
    });
    server.on("secureConnection", (socket) => socket.end("hello"));
    server.on("tlsClientError", () => {});
    await once(server.listen(0, "127.0.0.1"), "listening");
    try {
      const { port } = server.address() as AddressInfo;
      const greet = async (servername: string, authority: unknown) => {
        const socket = tls.connect({ port, host: "127.0.0.1", servername, ca: String(authority) });
        const [data] = (await once(socket, "data")) as [Buffer];
        socket.destroy();
        return data.toString();
      };
      expect(await greet("edge", ca.state["certPem"])).toBe("hello");
      await expect(greet("elsewhere", ca.state["certPem"])).rejects.toThrow("altnames");
      await expect(greet("edge", (await makeCa()).state["certPem"])).rejects.toThrow("unable to verify");
      const url = `tls://127.0.0.1:${port}`;
      const seen = await invoke("getCertificate", { url, verifyChain: false });
      expect((seen["certificates"] as PropertyMap[]).at(-1)?.["certPem"]).toBe(state["certPem"]);
      await expect(invoke("getCertificate", { url })).rejects.toThrow("could not get a certificate");
    } finally {
      server.close();
    }
  });

  test("getCertificate asks a web server, which need not answer well", async () => {
    const { ca, request, inputs } = await leafInputs();
    const { state } = await of("LocallySignedCert").create(inputs);
    const chain = `${String(state["certPem"])}${String(ca.state["certPem"])}`;
    const server = createServer({ cert: chain, key: String(request.key["privateKeyPem"]) }, (_, response) => {
      response.writeHead(500).end();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    try {
      const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const { certificates } = await invoke("getCertificate", { url, verifyChain: false });
      const pems = (certificates as PropertyMap[]).map(({ certPem }) => certPem);
      expect(pems).toEqual([ca.state["certPem"], state["certPem"]]);
      await expect(invoke("getCertificate", { url })).rejects.toThrow("could not get a certificate");
    } finally {
      server.close();
    }
  });

  test("a CA below a CA may sign", async () => {
    const { ca, request, inputs } = await leafInputs();
    const middle = await of("LocallySignedCert").create({
      ...inputs,
      allowedUses: ["cert_signing"],
      isCaCertificate: true,
      maxPathLength: 0,
    });
    const leafRequest = await makeRequest({ subject: { commonName: "till" } });
    const leaf = await of("LocallySignedCert").create({
      ...inputs,
      caCertPem: middle.state["certPem"],
      caPrivateKeyPem: request.key["privateKeyPem"],
      certRequestPem: leafRequest.state["certRequestPem"],
    });
    const chain = ["-CAfile", file(ca.state["certPem"]), "-untrusted", file(middle.state["certPem"])];
    expect(run("openssl", ["verify", "-x509_strict", ...chain, file(leaf.state["certPem"])])).toContain(
      ": OK",
    );
  });

  test("signs a request that openssl made", async () => {
    const { inputs } = await leafInputs();
    const config = ["-subj", "/CN=till", "-addext", "subjectAltName=DNS:till,email:a@example.com"];
    const key = file((await makeKey())["privateKeyPem"]);
    const certRequestPem = run("openssl", ["req", "-new", "-key", key, ...config]);
    const { state } = await of("LocallySignedCert").create({ ...inputs, certRequestPem });
    expect(asText(state["certPem"])).toMatch(/Alternative Name: \s+DNS:till\n/);
  });

  test("refuses a key that is not the CA's, and texts that are not certificates", async () => {
    const { inputs } = await leafInputs();
    const { failures } = of("LocallySignedCert");
    const other = await makeKey();
    expect(failures({ ...inputs, caPrivateKeyPem: other["privateKeyPem"] })).toEqual([
      "caPrivateKeyPem: is not the private key of the certificate in caCertPem",
    ]);
    expect(failures({ ...inputs, caCertPem: inputs["certRequestPem"] })).toEqual([
      'caCertPem: holds a PEM block "CERTIFICATE REQUEST"; expected CERTIFICATE',
    ]);
    expect(failures({ ...inputs, certRequestPem: "x" })).toEqual([
      expect.stringMatching(/^certRequestPem: is not PEM/),
    ]);
    expect(failures({ ...inputs, caCertPem: UNKNOWN, certRequestPem: UNKNOWN })).toEqual([]);
  });
});

describe("renewal", () => {
  const hour = 3_600_000;

  test("the time for renewal replaces the certificate, with and without a refresh", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2030, 0, 1) });
    const { inputs } = await leafInputs();
    const { type, create } = of("LocallySignedCert");
    const news = { ...inputs, earlyRenewalHours: 4 };
    const { id, state } = await create(news);
    const refreshed = async () => (await type.read(id, news, state, context))?.state["readyForRenewal"];

    vi.setSystemTime(Date.UTC(2030, 0, 1) + 20 * hour - 1);
    expect(type.outdated?.(state, news)).toEqual([]);
    expect(await refreshed()).toBe(false);

    vi.setSystemTime(Date.UTC(2030, 0, 1) + 20 * hour);
    expect(type.outdated?.(state, news)).toEqual(["readyForRenewal"]);
    expect(await refreshed()).toBe(true);
  });

  test("earlyRenewalHours changes in place, and counts at once", async () => {
    const { inputs } = await leafInputs();
    const { type, create } = of("LocallySignedCert");
    const { id, state } = await create(inputs);
    const news = { ...inputs, earlyRenewalHours: 5 };
    expect(diff(inputs, news, type.replaceOnChanges)).toMatchObject([
      { path: "earlyRenewalHours", replace: false },
    ]);
    const updated = await type.update?.(id, news, inputs, state, context);
    expect(updated).toEqual({ ...state, earlyRenewalHours: 5 });
    expect(type.outdated?.(state, { ...inputs, earlyRenewalHours: 24 })).toEqual(["readyForRenewal"]);
  });

  test("a certificate that is never valid long enough is ready from the start", async () => {
    expect((await makeCa({ validityPeriodHours: 0 })).state["readyForRenewal"]).toBe(true);
    expect((await makeCa({ validityPeriodHours: 3, earlyRenewalHours: 3 })).state["readyForRenewal"]).toBe(
      true,
    );
  });
});

describe("functions", () => {
  test("ask for exactly one of their sources", async () => {
    await expect(invoke("getPublicKey", {})).rejects.toThrow(
      "exactly one of privateKeyPem and privateKeyOpenssh",
    );
    await expect(invoke("getCertificate", { content: "x", url: "y" })).rejects.toThrow("exactly one of");
  });

  test("name the argument that cannot be read", async () => {
    await expect(invoke("getPublicKey", { privateKeyOpenssh: "x" })).rejects.toThrow(
      "privateKeyOpenssh is not an",
    );
    await expect(invoke("getCertificate", { content: "x" })).rejects.toThrow("content is not PEM");
    await expect(invoke("getCertificate", { url: "http://x" })).rejects.toThrow("url must be https://");
  });
});

test("the proxy setting has to be an address", () => {
  expect(provider.checkConfig?.({ proxy: '{"url":"ftp://x"}' })).toMatchObject([{ property: "proxy.url" }]);
  expect(provider.checkConfig?.({ proxy: "nonsense" })).toMatchObject([{ property: "proxy" }]);
  expect(provider.checkConfig?.({ proxy: { url: "http://proxy:3128" } })).toEqual([]);
});
