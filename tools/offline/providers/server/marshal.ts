/**
 * Between Pulumi's wire values and plain JavaScript values. On the wire an unknown value is a fixed string, and
 * secrets, resource references and outputs are objects that carry a signature. Assets and archives stay the
 * signed objects they are: no resource served here looks into one.
 */
import type { PropertyMap } from "./resource.ts";
import { UNKNOWN } from "./resource.ts";
import { struct } from "./protocol.ts";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT_VALUE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const UNKNOWN_ON_THE_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Where a secret sits, as property names. It never passes through a list: a list with a secret is all secret. */
export type SecretPath = readonly string[];

export interface Decoded {
  value: PropertyMap;
  secrets: SecretPath[];
}

/** Plain values, with secrets unwrapped and remembered by path. */
export function decode(wire: Struct | undefined): Decoded {
  const secrets: SecretPath[] = [];
  const value = decodeValue(wire?.toJavaScript() ?? {}, [], secrets);
  return { value: value as PropertyMap, secrets };
}

function decodeValue(wire: unknown, path: SecretPath, secrets: SecretPath[]): unknown {
  if (wire === UNKNOWN_ON_THE_WIRE) return UNKNOWN;
  if (Array.isArray(wire)) {
    const inside: SecretPath[] = [];
    const list = wire.map((item) => decodeValue(item, [], inside));
    if (inside.length > 0) secrets.push(path);
    return list;
  }
  if (typeof wire !== "object" || wire === null) return wire;
  const object = wire as PropertyMap;
  switch (object[SIGNATURE]) {
    case SECRET:
      secrets.push(path);
      return decodeValue(object["value"], path, []);
    case OUTPUT_VALUE:
      if (object["secret"] === true) secrets.push(path);
      return "value" in object ? decodeValue(object["value"], path, secrets) : UNKNOWN;
    case RESOURCE_REFERENCE:
      return "id" in object ? decodeValue(object["id"] || UNKNOWN_ON_THE_WIRE, path, secrets) : object["urn"];
    default:
      return Object.fromEntries(
        Object.entries(object)
          // Bookkeeping that the official plugins leave in the state of a resource.
          .filter(([key]) => key !== "__defaults")
          .map(([key, item]) => [key, decodeValue(item, [...path, key], secrets)]),
      );
  }
}

/** To the wire, with whatever sits at one of the secret paths wrapped as a secret. */
export function encode(value: PropertyMap, secrets: readonly SecretPath[] = []): Struct {
  return struct.Struct.fromJavaScript(
    encodeObject(value, secrets) as Parameters<typeof struct.Struct.fromJavaScript>[0],
  );
}

function encodeObject(value: PropertyMap, secrets: readonly SecretPath[]): PropertyMap {
  const wire: PropertyMap = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const inside = secrets.filter(([first]) => first === key).map(([, ...rest]) => rest);
    wire[key] = encodeValue(item, inside);
  }
  return wire;
}

function encodeValue(value: unknown, secrets: readonly SecretPath[]): unknown {
  // A path that ends here, or that names a property of what is no longer an object.
  const secret = secrets.some((path) => path.length === 0) || (secrets.length > 0 && !isObject(value));
  const wire = encodePlain(value, secret ? [] : secrets);
  return secret ? { [SIGNATURE]: SECRET, value: wire } : wire;
}

function encodePlain(value: unknown, secrets: readonly SecretPath[]): unknown {
  if (value === UNKNOWN) return UNKNOWN_ON_THE_WIRE;
  if (Array.isArray(value)) return value.map((item) => encodePlain(item ?? null, []));
  if (isObject(value)) return encodeObject(value, secrets);
  return value;
}

export function isObject(value: unknown): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
