/** The stand-ins offer exactly what the published SDKs ask for: no resource, property or secret more or less. */
import { describe, expect, test } from "vitest";
import { provider as random } from "../random/provider.ts";
import { provider as tls } from "../tls/provider.ts";
import type { PropertySchema, Provider } from "../server/resource.ts";
import { publishedSdk } from "./published.ts";

const TYPES: Readonly<Record<string, PropertySchema["type"]>> = {
  string: "string",
  boolean: "boolean",
  number: "integer",
  "string[]": "array",
  "{[key:string]:string;}": "object",
};

describe.each([random, tls] as Provider<never>[])("$name", (provider) => {
  const sdk = publishedSdk(provider.name);

  test("is the version of the SDK and has every resource type", () => {
    expect(provider.version).toBe(sdk.version);
    expect(provider.resources.map(({ token }) => token).sort()).toEqual(
      sdk.resources.map(({ token }) => token).sort(),
    );
  });

  test.each(sdk.resources)("$token", ({ token, inputs, outputs, secrets }) => {
    const type = provider.resources.find((candidate) => candidate.token === token);
    const schema = provider.schema?.resources[token];
    const required = Object.entries(type?.inputs ?? {}).map(([name, input]) => [name, input.required]);
    expect(Object.fromEntries(required)).toEqual(
      Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.required])),
    );
    for (const [name, { type: published }] of Object.entries(inputs)) {
      const declared = schema?.inputProperties?.[name];
      if (published.startsWith("inputs.")) expect(declared?.$ref).toBeDefined();
      else expect(declared?.type, name).toBe(TYPES[published]);
    }
    expect(Object.keys(schema?.properties ?? {}).sort()).toEqual([...outputs].sort());
    const secretInputs = Object.keys(type?.inputs ?? {}).filter((name) => type?.inputs[name]?.secret);
    expect([...secretInputs, ...(type?.secretOutputs ?? [])].sort()).toEqual([...secrets].sort());
  });
});
