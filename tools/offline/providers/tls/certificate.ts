/** Issues X.509 certificates with the extensions, in the order, that Go's crypto/x509 writes. */
import { createHash, createPublicKey, randomBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { OctetString } from "@peculiar/asn1-schema";
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  KeyIdentifier,
  KeyUsage,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectKeyIdentifier,
} from "@peculiar/asn1-x509";
import type { GeneralName, Name } from "@peculiar/asn1-x509";
import { arrayBuffer, encodeAsn1, fromPem, parseAsn1, signAsn1, signatureOf, toPem } from "./der.ts";
import { publicKeyDer } from "./keys.ts";
import { alternativeNames } from "./names.ts";
import { EXTENDED_USES, KEY_USES } from "./uses.ts";

export interface CertificateRequestDetails {
  subject: Name;
  names: readonly GeneralName[];
  publicKey: KeyObject;
  /** Who signs: another certificate's name and key id, or the certificate's own when left out. */
  issuer?: Issuer;
  signingKey: KeyObject;
  validityHours: number;
  allowedUses: readonly string[];
  isCa: boolean;
  /** How many certificate authorities may stand between this one and a leaf; left out or -1: any number. */
  maxPathLength?: number;
  setSubjectKeyId: boolean;
  /** Only for a certificate that signs itself; any other carries it whenever its issuer has a key id. */
  setAuthorityKeyId?: boolean;
}

export interface Issuer {
  name: Name;
  subjectKeyId: ArrayBuffer | undefined;
  isCa: boolean;
  publicKey: KeyObject;
}

export interface Issued {
  /** In decimal. */
  serialNumber: string;
  certPem: string;
  notBefore: Date;
  notAfter: Date;
}

const HOUR_MS = 3_600_000;

export function issueCertificate(request: CertificateRequestDetails): Issued {
  // Certificates count in seconds; the state says what the certificate says.
  const notBefore = new Date(Math.floor(Date.now() / 1000) * 1000);
  const notAfter = new Date(notBefore.getTime() + request.validityHours * HOUR_MS);
  const serial = randomBytes(16);
  const { algorithm } = signatureOf(request.signingKey);
  const tbs = new TBSCertificate({
    version: Version.v3,
    serialNumber: positiveInteger(serial),
    signature: algorithm,
    issuer: request.issuer?.name ?? request.subject,
    validity: new Validity({ notBefore, notAfter }),
    subject: request.subject,
    subjectPublicKeyInfo: parseAsn1(publicKeyDer(request.publicKey), SubjectPublicKeyInfo, "a public key"),
    extensions: new Extensions(extensionsFor(request)),
  });
  const certificate = new Certificate({
    tbsCertificate: tbs,
    signatureAlgorithm: algorithm,
    signatureValue: signAsn1(tbs, request.signingKey),
  });
  return {
    serialNumber: BigInt(`0x${serial.toString("hex")}`).toString(),
    certPem: toPem("CERTIFICATE", encodeAsn1(certificate)),
    notBefore,
    notAfter,
  };
}

function extensionsFor(request: CertificateRequestDetails): Extension[] {
  const ownKeyId = request.isCa || request.setSubjectKeyId ? keyIdOf(request.publicKey) : undefined;
  const authorityKeyId = request.issuer ? request.issuer.subjectKeyId : request.setAuthorityKeyId && ownKeyId;
  const keyUse = request.allowedUses.reduce((bits, use) => bits | (KEY_USES[use] ?? 0), 0);
  const purposes = request.allowedUses.map((use) => EXTENDED_USES[use]).filter((oid) => oid !== undefined);
  const constrained = request.isCa && request.maxPathLength !== undefined && request.maxPathLength >= 0;
  const basicConstraints = new BasicConstraints({
    cA: request.isCa,
    ...(constrained ? { pathLenConstraint: request.maxPathLength as number } : {}),
  });
  const alternatives = alternativeNames(request.names, request.subject);
  return [
    ...(keyUse === 0 ? [] : [extension(id_ce_keyUsage, true, new KeyUsage(keyUse))]),
    ...(purposes.length === 0 ? [] : [extension(id_ce_extKeyUsage, false, new ExtendedKeyUsage(purposes))]),
    extension(id_ce_basicConstraints, true, basicConstraints),
    ...(ownKeyId ? [extension(id_ce_subjectKeyIdentifier, false, new SubjectKeyIdentifier(ownKeyId))] : []),
    ...(authorityKeyId
      ? [
          extension(
            id_ce_authorityKeyIdentifier,
            false,
            new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(authorityKeyId) }),
          ),
        ]
      : []),
    ...(alternatives ? [alternatives] : []),
  ];
}

function extension(extnID: string, critical: boolean, value: object): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(encodeAsn1(value)) });
}

/** The SHA-1 of the public key's bits (RFC 5280, 4.2.1.2, method 1). */
function keyIdOf(publicKey: KeyObject): ArrayBuffer {
  const info = parseAsn1(publicKeyDer(publicKey), SubjectPublicKeyInfo, "a public key");
  const bits = Buffer.from(info.subjectPublicKey);
  // The official provider hashes an Ed25519 key together with the tag and length of an octet string.
  const hashed = publicKey.asymmetricKeyType === "ed25519" ? encodeAsn1(new OctetString(bits)) : bits;
  return arrayBuffer(createHash("sha1").update(hashed).digest());
}

/** DER reads a first bit of 1 as a minus sign. */
function positiveInteger(bytes: Buffer): ArrayBuffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = bytes.subarray(start < 0 ? bytes.length - 1 : start);
  return arrayBuffer((digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits);
}

/** What issuing needs to know of a certificate authority. */
export function parseIssuer(pem: string): Issuer {
  const certificate = parseAsn1(fromPem("CERTIFICATE", pem), Certificate, "a certificate").tbsCertificate;
  const find = (oid: string) =>
    certificate.extensions?.find(({ extnID }) => extnID === oid)?.extnValue.buffer;
  const keyId = find(id_ce_subjectKeyIdentifier);
  const constraints = find(id_ce_basicConstraints);
  return {
    name: certificate.subject,
    subjectKeyId: keyId && parseAsn1(new Uint8Array(keyId), SubjectKeyIdentifier, "a certificate").buffer,
    isCa: constraints ? parseAsn1(new Uint8Array(constraints), BasicConstraints, "a certificate").cA : false,
    publicKey: createPublicKey({
      key: encodeAsn1(certificate.subjectPublicKeyInfo),
      format: "der",
      type: "spki",
    }),
  };
}
