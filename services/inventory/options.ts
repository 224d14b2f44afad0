import type { OptionValue, ProductOption } from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import type { PoolClient } from "pg";

/**
 * A variant's options in the order of its group, which is kept from changing until the end of the transaction.
 * @throws Problem `product-group-not-found`, or `validation-failed` when they do not fit the group.
 */
export async function variantOptions(
  client: PoolClient,
  groupId: string | null,
  given: readonly OptionValue[],
): Promise<OptionValue[]> {
  if (groupId === null) return fittingOptions([], given, "/body/options");
  const { rows } = await client.query<{ options: ProductOption[] }>(
    "SELECT options FROM product_group WHERE id = $1 FOR SHARE",
    [groupId],
  );
  if (!rows[0]) throw new Problem("product-group-not-found");
  return fittingOptions(rows[0].options, given, "/body/options");
}

/**
 * One of each option's values, in the group's order.
 * @param path of the options in the request.
 * @throws Problem `validation-failed` when one is missing, unknown, twice, or has a value that the group has not.
 */
export function fittingOptions(
  options: readonly ProductOption[],
  given: readonly OptionValue[],
  path: string,
): OptionValue[] {
  const refuse = (message: string) =>
    new Problem("validation-failed", undefined, { errors: [{ path, message }] });
  const values = new Map(given.map(({ name, value }) => [name, value]));
  if (values.size < given.length) throw refuse("name an option twice");
  const ordered = options.map(({ name, values: known }) => {
    const value = values.get(name);
    if (value === undefined) throw refuse(`lack the group's option ${name}`);
    if (!known.includes(value)) throw refuse(`have a value of ${name} that the group has not`);
    return { name, value };
  });
  if (values.size > options.length) throw refuse("name an option that the group has not");
  return ordered;
}
