/** Who a certificate is for: its subject and its alternative names. */
import { isIP } from "node:net";
import {
  AttributeTypeAndValue,
  AttributeValue,
  Extension,
  GeneralName,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  id_ce_subjectAltName,
} from "@peculiar/asn1-x509";
import { OctetString } from "@peculiar/asn1-schema";
import { eachItem } from "../logical/checks.ts";
import type { CheckFailure, PropertyMap } from "../server/resource.ts";
import { encodeAsn1 } from "./der.ts";

/** In the order in which Go writes them. */
const ATTRIBUTES = [
  ["country", "2.5.4.6"],
  ["organization", "2.5.4.10"],
  ["organizationalUnit", "2.5.4.11"],
  ["locality", "2.5.4.7"],
  ["province", "2.5.4.8"],
  ["streetAddresses", "2.5.4.9"],
  ["postalCode", "2.5.4.17"],
  ["commonName", "2.5.4.3"],
  ["serialNumber", "2.5.4.5"],
  ["emailAddress", "1.2.840.113549.1.9.1"],
] as const;

export function subjectName(subject: PropertyMap | undefined): Name {
  const parts = ATTRIBUTES.flatMap(([property, oid]) => {
    const value = subject?.[property];
    const values = (Array.isArray(value) ? value : [value]).filter(
      (item) => item !== undefined && item !== "",
    );
    if (values.length === 0) return [];
    const attributes = values.map(
      (item) => new AttributeTypeAndValue({ type: oid, value: attributeValue(property, String(item)) }),
    );
    return [new RelativeDistinguishedName(attributes)];
  });
  return new Name(parts);
}

function attributeValue(property: string, value: string): AttributeValue {
  if (property === "emailAddress") return new AttributeValue({ ia5String: value });
  return /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value)
    ? new AttributeValue({ printableString: value })
    : new AttributeValue({ utf8String: value });
}

/** `undefined` when there are none. Critical when the subject is empty: then nothing else names the owner. */
export function alternativeNames(names: readonly GeneralName[], subject: Name): Extension | undefined {
  if (names.length === 0) return undefined;
  return new Extension({
    extnID: id_ce_subjectAltName,
    critical: subject.length === 0,
    extnValue: new OctetString(encodeAsn1(new SubjectAlternativeName([...names]))),
  });
}

export function generalNames(inputs: PropertyMap): GeneralName[] {
  const list = (property: string) => (inputs[property] as string[] | undefined) ?? [];
  return [
    ...list("dnsNames").map((dNSName) => new GeneralName({ dNSName })),
    ...list("ipAddresses").map((iPAddress) => new GeneralName({ iPAddress })),
    ...list("uris").map((uniformResourceIdentifier) => new GeneralName({ uniformResourceIdentifier })),
  ];
}

const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

export function checkNames(inputs: PropertyMap): CheckFailure[] {
  return [
    ...eachItem(inputs, "dnsNames", (item) => VISIBLE_ASCII.test(item), "a DNS name in ASCII"),
    ...eachItem(inputs, "ipAddresses", (item) => isIP(item) !== 0 && !item.includes("%"), "an IP address"),
    ...eachItem(inputs, "uris", (item) => VISIBLE_ASCII.test(item), "a URI in ASCII"),
    ...checkEmail(inputs["subject"]),
  ];
}

function checkEmail(subject: unknown): CheckFailure[] {
  const email = (subject as PropertyMap | undefined)?.["emailAddress"];
  if (typeof email !== "string" || VISIBLE_ASCII.test(email) || email === "") return [];
  return [{ property: "subject.emailAddress", reason: "must be an e-mail address in ASCII" }];
}

const SHORT_NAMES: Readonly<Record<string, string>> = {
  "2.5.4.6": "C",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.3": "CN",
  "2.5.4.5": "SERIALNUMBER",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "STREET",
  "2.5.4.17": "POSTALCODE",
};

/** A name as one line, last part first (RFC 2253). */
export function distinguishedName(name: Name): string {
  return [...name]
    .reverse()
    .map((part) =>
      [...part]
        .map(({ type, value }) => `${SHORT_NAMES[type] ?? type}=${escaped(value.toString())}`)
        .join("+"),
    )
    .join(",");
}

function escaped(value: string): string {
  return value.replace(/[,+"\\<>;]|^[# ]| $/g, "\\$&");
}
