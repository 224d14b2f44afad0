/** The published schema of the docker package, and what a resource type takes from it. */
import schemaJson from "./schema.json" with { type: "json" };
import type { PackageSchema, ResourceType } from "../../server/resource.ts";

export const schema = schemaJson as PackageSchema;

/** `inputs` and `secretOutputs` of a resource type as the schema declares them. */
export function declared(token: string): Pick<ResourceType, "inputs" | "secretOutputs"> {
  const resource = schema.resources[token];
  if (!resource) throw new Error(`the docker schema has no ${token}`);
  const inputs = Object.entries(resource.inputProperties ?? {}).map(([name, property]) => [
    name,
    { required: resource.requiredInputs?.includes(name) ?? false, secret: property.secret ?? false },
  ]);
  const secretOutputs = Object.entries(resource.properties ?? {})
    .filter(([, property]) => property.secret)
    .map(([name]) => name);
  return { inputs: Object.fromEntries(inputs) as ResourceType["inputs"], secretOutputs };
}
