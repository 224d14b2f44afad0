import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { provider } from "../provider.ts";
import { schemaFromSdk } from "./from-sdk.ts";
import { schema } from "./index.ts";

test("the committed schema is what the installed SDK declares", () => {
  expect(schema).toEqual(schemaFromSdk());
});

test.each(provider.resources.map((type) => [type.token, type] as const))(
  "%s takes what the SDK sends",
  (token, type) => {
    const module = token.split(":")[1]!.split("/")[1]!;
    const sdk = dirname(createRequire(import.meta.url).resolve("@pulumi/docker/package.json"));
    const javascript = readFileSync(join(sdk, `${module}.js`), "utf8");
    // Read a second way, from the code that sends the inputs.
    const sent = [...javascript.matchAll(/resourceInputs\["(\w+)"\] = args\?\./g)].map(([, name]) => name!);
    const wrapped = [
      ...javascript.matchAll(/resourceInputs\["(\w+)"\] = args\?\.\w+ \? pulumi\.secret/g),
    ].map(([, name]) => name!);
    const required = [...javascript.matchAll(/Missing required property '(\w+)'/g)].map(([, name]) => name!);
    const secretOutputs = /additionalSecretOutputs: \[([^\]]*)\]/.exec(javascript)?.[1]?.match(/\w+/g) ?? [];
    const declared = Object.entries(type.inputs);
    expect(declared.map(([name]) => name).sort()).toEqual(sent.sort());
    expect(
      declared
        .filter(([, input]) => input.required)
        .map(([name]) => name)
        .sort(),
    ).toEqual(required.sort());
    expect(declared.filter(([, input]) => input.secret).map(([name]) => name)).toEqual(wrapped);
    expect(type.secretOutputs).toEqual(secretOutputs);
    for (const path of type.replaceOnChanges) expect(sent).toContain(path.split(".")[0]);
  },
);
