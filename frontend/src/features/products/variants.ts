import type { OptionValue, ProductOption } from "@cloudpos/contracts";

/** Every combination of the options' values, the last option changing fastest. */
export function combinations(options: readonly ProductOption[]): OptionValue[][] {
  return options
    .filter(({ name, values }) => name.trim() !== "" && values.length > 0)
    .reduce<OptionValue[][]>(
      (found, { name, values }) =>
        found.flatMap((before) => values.map((value) => [...before, { name: name.trim(), value }])),
      [[]],
    );
}

/** A SKU for a variant: the group's with the beginnings of its values, `RAIN-M-BLUE`. */
export function variantSku(groupSku: string, options: readonly OptionValue[]): string {
  return [groupSku.trim(), ...options.map(({ value }) => value.trim().replace(/\s+/g, "").slice(0, 12))]
    .join("-")
    .toUpperCase()
    .slice(0, 64);
}
