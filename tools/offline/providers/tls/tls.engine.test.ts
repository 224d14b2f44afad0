/** The tls package through the real engine: a CA with a server's certificate, its life, and that keys stay secret. */
import { X509Certificate } from "node:crypto";
import * as tls from "@pulumi/tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { engineStack } from "../testing/engine.ts";
import type { EngineStack } from "../testing/engine.ts";
import { provider } from "./provider.ts";

let stack: EngineStack;
beforeEach(async () => {
  stack = await engineStack([provider]);
});
afterEach(() => stack.end());

interface Shop {
  server?: string;
  validityPeriodHours?: number;
  earlyRenewalHours?: number;
}

const shop =
  ({ server = "edge", validityPeriodHours = 24, earlyRenewalHours = 0 }: Shop = {}) =>
  async () => {
    const key = { algorithm: "ECDSA", ecdsaCurve: "P256" };
    const caKey = new tls.PrivateKey("ca", key);
    const ca = new tls.SelfSignedCert("ca", {
      privateKeyPem: caKey.privateKeyPem,
      isCaCertificate: true,
      subject: { commonName: "Shop CA" },
      validityPeriodHours: 48,
      allowedUses: ["cert_signing"],
    });
    const serverKey = new tls.PrivateKey("server", key);
    const request = new tls.CertRequest("server", {
      privateKeyPem: serverKey.privateKeyPem,
      subject: { commonName: server },
      dnsNames: [server],
    });
    const certificate = new tls.LocallySignedCert("server", {
      caCertPem: ca.certPem,
      caPrivateKeyPem: caKey.privateKeyPem,
      certRequestPem: request.certRequestPem,
      validityPeriodHours,
      earlyRenewalHours,
      allowedUses: ["digital_signature", "server_auth"],
    });
    const again = tls.getPublicKeyOutput({ privateKeyPem: serverKey.privateKeyPem });
    return {
      ca: ca.certPem,
      certificate: certificate.certPem,
      key: serverKey.privateKeyPem,
      publicKey: serverKey.publicKeyPem,
      samePublicKey: again.publicKeyPem,
      issuer: tls.getCertificateOutput({ content: certificate.certPem }).certificates[0]!.issuer,
    };
  };
const COUNT = 5;

test("a chain is made once, stays, and only what depends on a change is made again", async () => {
  expect(await stack.preview(shop())).toEqual({ create: COUNT + 1 });
  const first = await stack.up(shop());
  expect(first.operations).toEqual({ create: COUNT + 1 });
  const { ca, certificate, publicKey, samePublicKey, issuer } = first.outputs as Record<string, string>;
  const leaf = new X509Certificate(certificate ?? "");
  expect(leaf.verify(new X509Certificate(ca ?? "").publicKey)).toBe(true);
  expect(leaf.checkHost("edge")).toBe("edge");
  expect(samePublicKey).toBe(publicKey);
  expect(issuer).toBe("CN=Shop CA");

  expect((await stack.up(shop())).operations).toEqual({ same: COUNT + 1 });
  expect(await stack.refresh()).toEqual({ same: COUNT + 1 });

  const renamed = await stack.up(shop({ server: "gateway" }));
  expect(renamed.operations).toEqual({ replace: 2, same: COUNT - 1 });
  expect(renamed.outputs["ca"]).toBe(ca);
  expect(new X509Certificate(renamed.outputs["certificate"] as string).checkHost("gateway")).toBe("gateway");

  await stack.destroy();
  expect(await stack.resources()).toEqual([]);
});

test("a certificate is replaced when its time has come, and only it", async () => {
  const first = await stack.up(shop());
  // Asking for renewal earlier changes the certificate in place as long as it is not due.
  const later = await stack.up(shop({ earlyRenewalHours: 2 }));
  expect(later.operations).toEqual({ update: 1, same: COUNT });
  expect(later.outputs["certificate"]).toBe(first.outputs["certificate"]);

  // Due from the first moment: each run replaces it.
  const due = await stack.up(shop({ earlyRenewalHours: 24 }));
  expect(due.operations).toEqual({ replace: 1, same: COUNT });
  expect(due.outputs["certificate"]).not.toBe(first.outputs["certificate"]);
  await stack.refresh();
  const again = await stack.up(shop({ earlyRenewalHours: 24 }));
  expect(again.operations).toEqual({ replace: 1, same: COUNT });
});

test("no private key stands in the state in plain text", async () => {
  const { outputs } = await stack.up(shop());
  const onDisk = stack.stateFile();
  expect(onDisk).toContain(JSON.stringify(outputs["ca"]).slice(1, -1));
  expect(onDisk).not.toContain("PRIVATE KEY");
  const [, firstLine] = (outputs["key"] as string).split("\n");
  expect(firstLine).toHaveLength(64);
  expect(onDisk).not.toContain(firstLine);
});

test("a wrong input fails with its name", async () => {
  const wrong = async () => void new tls.PrivateKey("key", { algorithm: "DSA" });
  await expect(stack.up(wrong)).rejects.toThrow(/algorithm: must be one of RSA, ECDSA, ED25519/);
});
