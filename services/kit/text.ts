import type { TSchema, TObject } from "typebox";
import { Settings } from "typebox/system";
import Value from "typebox/value";

// Every failure of a check is wanted, so that one message can list all of them; the default stops at eight.
Settings.Set({ maxErrors: 64 });

/**
 * Turns the texts of a query, a path or the environment into what `schema` expects, and fills in defaults.
 * Only a text that is exactly a number or a boolean is turned into one; any other stays as it is and is then
 * refused by the check. (The library's own conversion would read "1.5" as the integer 1 and "" as 0.)
 */
export function fromTexts(
  schema: TSchema,
  texts: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const properties = (schema as Partial<TObject>).properties ?? {};
  // Without a prototype, so that a parameter "__proto__" is one like any other, and refused as unknown.
  const values = Object.create(null) as Record<string, unknown>;
  for (const [name, text] of Object.entries(texts)) {
    const type = (properties[name] as { type?: string } | undefined)?.type;
    values[name] = typeof text === "string" ? fromText(type, text) : text;
  }
  return Value.Default(schema, values) as Record<string, unknown>;
}

function fromText(type: string | undefined, text: string): unknown {
  if ((type === "integer" || type === "number") && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}
