/** What a published Pulumi SDK says about its resources, read from its type declarations and its JavaScript. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";

export interface PublishedResource {
  token: string;
  /** By name: whether it has to be given, and the type of its value, without `pulumi.Input`. */
  inputs: Record<string, { required: boolean; type: string }>;
  outputs: string[];
  /** Inputs and outputs that the SDK itself marks as secret. */
  secrets: string[];
}

export interface PublishedSdk {
  version: string;
  resources: PublishedResource[];
}

export function publishedSdk(name: string): PublishedSdk {
  const folder = dirname(createRequire(import.meta.url).resolve(`@pulumi/${name}/package.json`));
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  const modules = readdirSync(folder)
    .filter((file) => file.endsWith(".d.ts") && file !== "provider.d.ts")
    .map((file) => file.slice(0, -".d.ts".length));
  return { version, resources: modules.flatMap((module) => resourceIn(join(folder, module))) };
}

function resourceIn(path: string): PublishedResource[] {
  const javascript = readFileSync(`${path}.js`, "utf8");
  const token = /__pulumiType = '([^']+)'/.exec(javascript)?.[1];
  const file = `${path}.d.ts`;
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const resource = source.statements.find(ts.isClassDeclaration);
  if (!token || !resource) return [];
  const args = source.statements
    .filter(ts.isInterfaceDeclaration)
    .find(({ name }) => name.text === `${resource.name?.text}Args`);
  const inputs = [...(args?.members ?? [])].filter(ts.isPropertySignature).map((member) => {
    const type = (member.type?.getText() ?? "").replaceAll(/pulumi\.Input<|>| \| undefined|\s/g, "");
    return [member.name.getText(), { required: !member.questionToken, type }] as const;
  });
  const secrets = /additionalSecretOutputs: \[([^\]]*)\]/.exec(javascript)?.[1] ?? "";
  return [
    {
      token,
      inputs: Object.fromEntries(inputs),
      outputs: resource.members
        .filter(ts.isPropertyDeclaration)
        .filter(({ type }) => type?.getText().startsWith("pulumi.Output<"))
        .map(({ name }) => name.getText()),
      secrets: [...secrets.matchAll(/"(\w+)"/g)].map(([, secret]) => secret ?? ""),
    },
  ];
}
