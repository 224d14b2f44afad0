/**
 * The published schema of the docker package, read from the type declarations of its npm package: every
 * resource with its inputs and outputs, every nested type, what is required and what is secret.
 *
 *     node tools/offline/providers/docker/schema/from-sdk.ts
 *
 * writes `schema.json` beside this file; a test fails when it no longer equals what the installed SDK says.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import ts from "typescript";
import type { ObjectSchema, PackageSchema, PropertySchema, ResourceSchema } from "../../server/resource.ts";

const sdk = dirname(createRequire(import.meta.url).resolve("@pulumi/docker/package.json"));

const PRIMITIVES = new Map<ts.SyntaxKind, "string" | "number" | "boolean">([
  [ts.SyntaxKind.StringKeyword, "string"],
  [ts.SyntaxKind.NumberKeyword, "number"],
  [ts.SyntaxKind.BooleanKeyword, "boolean"],
]);

export function schemaFromSdk(): PackageSchema {
  const { version } = JSON.parse(readFileSync(join(sdk, "package.json"), "utf8")) as { version: string };
  const resources: Record<string, ResourceSchema> = {};
  for (const file of readdirSync(sdk).filter((name) => name.endsWith(".d.ts") && name !== "provider.d.ts")) {
    const resource = resourceFrom(basename(file, ".d.ts"));
    if (resource) resources[resource.token] = resource.schema;
  }
  return { name: "docker", version, resources, types: nestedTypes() };
}

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
}

function resourceFrom(module: string): { token: string; schema: ResourceSchema } | undefined {
  const declarations = parse(join(sdk, `${module}.d.ts`));
  const resource = declarations.statements.find(ts.isClassDeclaration);
  if (!resource?.name) return undefined;
  const args = interfaceNamed(declarations, `${resource.name.text}Args`);
  const javascript = readFileSync(join(sdk, `${module}.js`), "utf8");
  const token = /__pulumiType = '([^']+)'/.exec(javascript)?.[1];
  if (!token || !args) return undefined;

  const secrets = /additionalSecretOutputs: \[([^\]]*)\]/.exec(javascript)?.[1] ?? "";
  const outputs: ObjectSchema = { properties: {}, required: [] };
  const required: string[] = [];
  for (const member of resource.members.filter(ts.isPropertyDeclaration)) {
    const name = member.name.getText();
    if (!member.type || !ts.isTypeReferenceNode(member.type)) continue;
    if (member.type.typeName.getText() !== "pulumi.Output") continue;
    const type = member.type.typeArguments?.[0];
    if (!type) continue;
    outputs.properties![name] = propertySchema(type);
    if (secrets.includes(`"${name}"`)) outputs.properties![name]!.secret = true;
    if (!isOptional(type)) required.push(name);
  }
  const inputs = objectSchema(args);
  for (const name of Object.keys(inputs.properties)) {
    if (secrets.includes(`"${name}"`)) inputs.properties[name]!.secret = true;
  }
  return {
    token,
    schema: {
      properties: outputs.properties!,
      required,
      inputProperties: inputs.properties,
      requiredInputs: inputs.required,
    },
  };
}

function nestedTypes(): Record<string, ObjectSchema> {
  const types: Record<string, ObjectSchema> = {};
  for (const file of ["output.d.ts", "input.d.ts"]) {
    for (const statement of parse(join(sdk, "types", file)).statements) {
      if (!ts.isInterfaceDeclaration(statement)) continue;
      types[typeToken(statement.name.text)] = { type: "object", ...objectSchema(statement) };
    }
  }
  return types;
}

function interfaceNamed(file: ts.SourceFile, name: string): ts.InterfaceDeclaration | undefined {
  return file.statements.filter(ts.isInterfaceDeclaration).find((found) => found.name.text === name);
}

function objectSchema(declaration: ts.InterfaceDeclaration) {
  const properties: Record<string, PropertySchema> = {};
  const required: string[] = [];
  for (const member of declaration.members.filter(ts.isPropertySignature)) {
    if (!member.type) continue;
    const name = member.name.getText();
    properties[name] = propertySchema(member.type);
    if (!member.questionToken) required.push(name);
  }
  return { properties, required };
}

function isOptional(type: ts.TypeNode): boolean {
  return ts.isUnionTypeNode(type) && type.types.some(({ kind }) => kind === ts.SyntaxKind.UndefinedKeyword);
}

function typeToken(name: string): string {
  return `docker:index/${name}:${name}`;
}

function propertySchema(type: ts.TypeNode): PropertySchema {
  if (ts.isUnionTypeNode(type)) {
    const said = type.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
    return said.length === 1 ? propertySchema(said[0]!) : { oneOf: said.map(propertySchema) };
  }
  if (ts.isArrayTypeNode(type)) return { type: "array", items: propertySchema(type.elementType) };
  if (ts.isTypeLiteralNode(type)) {
    const index = type.members.find(ts.isIndexSignatureDeclaration);
    return { type: "object", additionalProperties: index ? propertySchema(index.type) : {} };
  }
  if (ts.isTypeReferenceNode(type)) {
    const name = type.typeName.getText();
    if (name === "pulumi.Input") return propertySchema(type.typeArguments![0]!);
    if (name.startsWith("enums.")) return { type: "string" };
    return { $ref: `#/types/${typeToken(name.split(".").at(-1)!)}` };
  }
  const primitive = PRIMITIVES.get(type.kind);
  if (!primitive) throw new Error(`no schema for the type ${type.getText()} of the docker SDK`);
  return { type: primitive };
}

if (import.meta.main) {
  writeFileSync(
    join(import.meta.dirname, "schema.json"),
    `${JSON.stringify(schemaFromSdk(), undefined, 1)}\n`,
  );
}
