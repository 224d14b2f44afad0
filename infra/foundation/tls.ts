/** The stack's own certificate authority and the certificates it signs. */
import type * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import type { Certificate } from "../model/index.ts";
import type { SecretValues } from "./secrets.ts";

const DAY_HOURS = 24;
/** Browsers and Apple's platforms refuse server certificates that are valid for longer. */
const LEAF_DAYS = 397;
const RENEW_BEFORE_DAYS = 30;

export interface CertificateAuthority {
  /** PEM. */
  certificate: pulumi.Output<string>;
  /** Signs all declared certificates, each for its key among the secrets; PEM, by name. */
  signAll(
    certificates: readonly Certificate[],
    secrets: SecretValues,
  ): (name: string) => pulumi.Output<string>;
}

export function createCertificateAuthority(stack: string): CertificateAuthority {
  const key = new tls.PrivateKey("ca-key", { algorithm: "ECDSA", ecdsaCurve: "P256" }, { protect: true });
  const authority = new tls.SelfSignedCert(
    "ca",
    {
      privateKeyPem: key.privateKeyPem,
      subject: { commonName: `CloudPOS ${stack} authority`, organization: "CloudPOS" },
      isCaCertificate: true,
      setSubjectKeyId: true,
      validityPeriodHours: 10 * 365 * DAY_HOURS,
      allowedUses: ["cert_signing", "crl_signing", "digital_signature"],
    },
    { protect: true },
  );
  const sign = (certificate: Certificate, leafKey: tls.PrivateKey) => {
    const request = new tls.CertRequest(`${certificate.name}-request`, {
      privateKeyPem: leafKey.privateKeyPem,
      subject: { commonName: certificate.dnsNames[0]! },
      dnsNames: [...certificate.dnsNames],
      ...(certificate.ipAddresses ? { ipAddresses: [...certificate.ipAddresses] } : {}),
    });
    const signed = new tls.LocallySignedCert(`${certificate.name}-certificate`, {
      certRequestPem: request.certRequestPem,
      caPrivateKeyPem: key.privateKeyPem,
      caCertPem: authority.certPem,
      validityPeriodHours: LEAF_DAYS * DAY_HOURS,
      earlyRenewalHours: RENEW_BEFORE_DAYS * DAY_HOURS,
      allowedUses: ["digital_signature", ...certificate.uses.map((use) => `${use}_auth`)],
    });
    return signed.certPem;
  };
  return {
    certificate: authority.certPem,
    signAll(certificates, secrets) {
      const signed = new Map(
        certificates.map((c) => [c.name, sign(c, secrets.privateKey(`tls-${c.name}-key`))]),
      );
      return (name) => signed.get(name)!;
    },
  };
}
