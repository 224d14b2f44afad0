/** Certificate signing requests (PKCS#10). */
import { createPublicKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { Attributes, CertificationRequest, CertificationRequestInfo } from "@peculiar/asn1-csr";
import {
  Attribute,
  Extensions,
  SubjectAlternativeName,
  SubjectPublicKeyInfo,
  id_ce_subjectAltName,
} from "@peculiar/asn1-x509";
import type { GeneralName, Name } from "@peculiar/asn1-x509";
import { arrayBuffer, encodeAsn1, fromPem, parseAsn1, signAsn1, signatureOf } from "./der.ts";
import { publicKeyDer } from "./keys.ts";
import { alternativeNames } from "./names.ts";

const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";

/** In DER. */
export function createRequest(subject: Name, names: readonly GeneralName[], key: KeyObject): Buffer {
  const alternatives = alternativeNames(names, subject);
  const wanted = alternatives
    ? [
        new Attribute({
          type: EXTENSION_REQUEST,
          values: [arrayBuffer(encodeAsn1(new Extensions([alternatives])))],
        }),
      ]
    : [];
  const info = new CertificationRequestInfo({
    version: 0,
    subject,
    subjectPKInfo: parseAsn1(publicKeyDer(key), SubjectPublicKeyInfo, "a public key"),
    attributes: new Attributes(wanted),
  });
  return encodeAsn1(
    new CertificationRequest({
      certificationRequestInfo: info,
      signatureAlgorithm: signatureOf(key).algorithm,
      signature: signAsn1(info, key),
    }),
  );
}

export interface ParsedRequest {
  subject: Name;
  /** DNS names, IP addresses and URIs; a signer passes on no other kind. */
  names: GeneralName[];
  publicKey: KeyObject;
}

export function parseRequest(pem: string): ParsedRequest {
  const what = "a certificate request";
  const { certificationRequestInfo: info } = parseAsn1(
    fromPem("CERTIFICATE REQUEST", pem),
    CertificationRequest,
    what,
  );
  const wanted = info.attributes?.find(({ type }) => type === EXTENSION_REQUEST)?.values[0];
  const extensions = wanted ? parseAsn1(new Uint8Array(wanted), Extensions, what) : [];
  const alternatives = extensions.find(({ extnID }) => extnID === id_ce_subjectAltName)?.extnValue.buffer;
  const names = alternatives ? parseAsn1(new Uint8Array(alternatives), SubjectAlternativeName, what) : [];
  return {
    subject: info.subject,
    names: names.filter((name) => name.dNSName ?? name.iPAddress ?? name.uniformResourceIdentifier),
    publicKey: createPublicKey({ key: encodeAsn1(info.subjectPKInfo), format: "der", type: "spki" }),
  };
}
