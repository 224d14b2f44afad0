/** The resource types of the tls package, as the official provider defines them. */
import { isKnown, oneOf, parsed, wholeNumber, eachItem } from "../logical/checks.ts";
import { logicalResource } from "../logical/logical.ts";
import type { LogicalType } from "../logical/logical.ts";
import { UNKNOWN } from "../server/resource.ts";
import type { CheckFailure, PackageSchema, PropertyMap } from "../server/resource.ts";
import { issueCertificate, parseIssuer } from "./certificate.ts";
import type { CertificateRequestDetails, Issued } from "./certificate.ts";
import { samePublicKey, toPem } from "./der.ts";
import {
  ALGORITHMS,
  CURVES,
  algorithmOf,
  describePrivateKey,
  describePublicKey,
  generateKey,
  idOf,
  parsePrivateKey,
  publicKeyDer,
} from "./keys.ts";
import type { Algorithm, Curve } from "./keys.ts";
import { checkNames, generalNames, subjectName } from "./names.ts";
import { createRequest, parseRequest } from "./request.ts";
import published from "./schema.json" with { type: "json" };
import { ALL_USES } from "./uses.ts";

export const schema = published as PackageSchema;

const HOUR_MS = 3_600_000;

const CERTIFICATE_DEFAULTS = { earlyRenewalHours: 0, isCaCertificate: false, setSubjectKeyId: false };

/** Below this an RSA key is broken in practice; above it, one key takes minutes. */
const RSA_BITS = { least: 1024, most: 16384 };

const privateKey: LogicalType = {
  schema,
  token: "tls:index/privateKey:PrivateKey",
  stateVersion: 1,
  complete: (inputs) => ({ ecdsaCurve: "P224", rsaBits: 2048, ...inputs }),
  check: (inputs) => [
    ...oneOf(inputs, "algorithm", ALGORITHMS),
    ...oneOf(inputs, "ecdsaCurve", Object.keys(CURVES)),
    ...wholeNumber(inputs, "rsaBits", RSA_BITS.least, RSA_BITS.most),
  ],
  async generate({ algorithm, rsaBits, ecdsaCurve }) {
    const key = await generateKey(algorithm as Algorithm, rsaBits as number, ecdsaCurve as Curve);
    return {
      id: idOf(publicKeyDer(key)),
      outputs: { ...describePrivateKey(key), ...describePublicKey(key) },
    };
  },
};

const certRequest: LogicalType = {
  schema,
  token: "tls:index/certRequest:CertRequest",
  writeOnly: ["privateKeyPemWo"],
  check: (inputs) => [...checkKey(inputs, "privateKeyPem"), ...checkNames(inputs)],
  async generate(inputs) {
    const key = keyFrom(inputs, "privateKeyPem");
    const der = createRequest(subjectName(inputs["subject"] as PropertyMap), generalNames(inputs), key);
    return {
      id: idOf(der),
      outputs: { certRequestPem: toPem("CERTIFICATE REQUEST", der), keyAlgorithm: algorithmOf(key) },
    };
  },
};

const selfSignedCert: LogicalType = {
  schema,
  token: "tls:index/selfSignedCert:SelfSignedCert",
  writeOnly: ["privateKeyPemWo"],
  ...renewal(),
  complete: (inputs) => ({ ...CERTIFICATE_DEFAULTS, setAuthorityKeyId: false, ...inputs }),
  check(inputs) {
    const failures = [
      ...checkKey(inputs, "privateKeyPem"),
      ...checkNames(inputs),
      ...checkCertificate(inputs),
    ];
    const subject = inputs["subject"];
    const named = subject === UNKNOWN || subjectName(subject as PropertyMap | undefined).length > 0;
    if (inputs["isCaCertificate"] === true && !named) {
      failures.push({
        property: "subject",
        reason: "is required for a CA: at least one of its names, e.g. commonName",
      });
    }
    const hasKeyId = inputs["isCaCertificate"] !== false || inputs["setSubjectKeyId"] !== false;
    if (inputs["setAuthorityKeyId"] === true && !hasKeyId) {
      failures.push({
        property: "setAuthorityKeyId",
        reason: "needs setSubjectKeyId: it repeats that key id",
      });
    }
    return failures;
  },
  async generate(inputs) {
    const key = keyFrom(inputs, "privateKeyPem");
    const issued = issueCertificate({
      ...commonDetails(inputs),
      subject: subjectName(inputs["subject"] as PropertyMap),
      names: generalNames(inputs),
      publicKey: key,
      signingKey: key,
      setAuthorityKeyId: inputs["setAuthorityKeyId"] as boolean,
    });
    return describeIssued(issued, { keyAlgorithm: algorithmOf(key) });
  },
};

const locallySignedCert: LogicalType = {
  schema,
  token: "tls:index/locallySignedCert:LocallySignedCert",
  writeOnly: ["caPrivateKeyPemWo"],
  ...renewal(),
  complete: (inputs) => ({ ...CERTIFICATE_DEFAULTS, ...inputs }),
  check(inputs) {
    const issuer = parsed(inputs, "caCertPem", parseIssuer);
    const request = parsed(inputs, "certRequestPem", parseRequest);
    const failures = [
      ...checkKey(inputs, "caPrivateKeyPem"),
      ...issuer.failures,
      ...request.failures,
      ...checkCertificate(inputs),
    ];
    const property = isKnown(inputs["caPrivateKeyPem"]) ? "caPrivateKeyPem" : "caPrivateKeyPemWo";
    if (failures.length > 0 || !isKnown(inputs[property])) return failures;
    const key = parsePrivateKey(inputs[property] as string);
    if (issuer.value && !samePublicKey(key, issuer.value.publicKey)) {
      failures.push({ property, reason: "is not the private key of the certificate in caCertPem" });
    }
    if (request.value && inputs["isCaCertificate"] === true && request.value.subject.length === 0) {
      failures.push({ property: "certRequestPem", reason: "has no subject, which a CA certificate needs" });
    }
    return failures;
  },
  async generate(inputs, context) {
    const issuer = parseIssuer(inputs["caCertPem"] as string);
    const key = keyFrom(inputs, "caPrivateKeyPem");
    if (!issuer.isCa)
      context.status("the certificate in caCertPem is not that of a CA: verifiers may refuse");
    const issued = issueCertificate({
      ...commonDetails(inputs),
      ...parseRequest(inputs["certRequestPem"] as string),
      issuer,
      signingKey: key,
    });
    return describeIssued(issued, { caKeyAlgorithm: algorithmOf(key) });
  },
};

export const resources = [privateKey, certRequest, selfSignedCert, locallySignedCert].map(logicalResource);

function checkCertificate(inputs: PropertyMap): CheckFailure[] {
  return [
    ...wholeNumber(inputs, "validityPeriodHours", 0),
    ...wholeNumber(inputs, "earlyRenewalHours", 0),
    ...wholeNumber(inputs, "maxPathLength", -1),
    ...eachItem(inputs, "allowedUses", (use) => ALL_USES.includes(use), `one of ${ALL_USES.join(", ")}`),
    ...checkEndTime(inputs),
  ];
}

/** X.509 has four digits for the year. */
function checkEndTime(inputs: PropertyMap): CheckFailure[] {
  const hours = inputs["validityPeriodHours"];
  const latest = (Date.UTC(9999, 0) - Date.now()) / HOUR_MS;
  if (typeof hours !== "number" || hours < latest) return [];
  return [
    {
      property: "validityPeriodHours",
      reason: "leads beyond the year 9999, the last a certificate can name",
    },
  ];
}

function commonDetails(inputs: PropertyMap) {
  return {
    validityHours: inputs["validityPeriodHours"] as number,
    allowedUses: inputs["allowedUses"] as string[],
    isCa: inputs["isCaCertificate"] as boolean,
    setSubjectKeyId: inputs["setSubjectKeyId"] as boolean,
    ...(inputs["maxPathLength"] === undefined ? {} : { maxPathLength: inputs["maxPathLength"] as number }),
  } satisfies Partial<CertificateRequestDetails>;
}

function describeIssued(issued: Issued, outputs: PropertyMap) {
  return {
    id: issued.serialNumber,
    outputs: {
      ...outputs,
      certPem: issued.certPem,
      validityStartTime: rfc3339(issued.notBefore),
      validityEndTime: rfc3339(issued.notAfter),
    },
  };
}

function rfc3339(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}

/** A certificate is replaced once it is within `earlyRenewalHours` of its end; these hours may change in place. */
function renewal() {
  const due = (state: PropertyMap, earlyRenewalHours: unknown): boolean => {
    const end = Date.parse(String(state["validityEndTime"]));
    return Date.now() >= end - Number(earlyRenewalHours ?? 0) * HOUR_MS;
  };
  return {
    updatable: ["earlyRenewalHours"],
    derive: ({ validityPeriodHours, earlyRenewalHours }: PropertyMap) => ({
      readyForRenewal: (earlyRenewalHours as number) >= (validityPeriodHours as number),
    }),
    refresh: (state: PropertyMap) =>
      due(state, state["earlyRenewalHours"]) ? { ...state, readyForRenewal: true } : state,
    outdated: (state: PropertyMap, news: PropertyMap) =>
      news["earlyRenewalHours"] !== UNKNOWN && due(state, news["earlyRenewalHours"])
        ? ["readyForRenewal"]
        : [],
  };
}

/** The key comes as `<property>`, or as `<property>Wo`, which the state does not keep, with a version to tell keys apart. */
function checkKey(inputs: PropertyMap, property: string): CheckFailure[] {
  const writeOnly = `${property}Wo`;
  const version = `${writeOnly}Version`;
  const given = [property, writeOnly].filter((name) => inputs[name] !== undefined);
  if (given.length !== 1)
    return [{ property, reason: `exactly one of ${property} and ${writeOnly} has to be set` }];
  if (given[0] === writeOnly && inputs[version] === undefined) {
    return [
      { property: version, reason: `is required with ${writeOnly}: it tells that the key has changed` },
    ];
  }
  return [
    ...parsed(inputs, property, parsePrivateKey).failures,
    ...parsed(inputs, writeOnly, parsePrivateKey).failures,
    ...wholeNumber(inputs, version),
  ];
}

function keyFrom(inputs: PropertyMap, property: string) {
  return parsePrivateKey((inputs[property] ?? inputs[`${property}Wo`]) as string);
}
