/** An object without the fields that are undefined or empty text, as a query or a body wants it. */
export function defined<T extends object>(
  values: T,
): { [Key in keyof T]?: Exclude<T[Key], undefined | ""> } & object {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ""),
  ) as never;
}
