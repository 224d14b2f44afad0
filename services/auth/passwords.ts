import { Problem } from "@cloudpos/kit";

/** Fewer different characters than this is one key held down, or nearly. */
const minDifferent = 5;

/**
 * Refuses a password that is long enough but easy to guess: made of few characters, or of the person's own name or
 * address.
 * @throws Problem `validation-failed`.
 */
export function requireGoodPassword(
  password: string,
  person: { displayName: string; email?: string | null | undefined },
): void {
  const lower = password.toLowerCase();
  const own = [
    ...person.displayName.toLowerCase().split(/\s+/),
    (person.email ?? "").toLowerCase().split("@")[0]!,
  ];
  // What is left without them has to be long enough by itself.
  const rest = own
    .filter((part) => part.length >= 3)
    .reduce((text, part) => text.replaceAll(part, ""), lower);
  const message =
    new Set(lower).size < minDifferent
      ? "has too few different characters"
      : rest.length < 8
        ? "is too close to the name or e-mail address"
        : undefined;
  if (message !== undefined) {
    throw new Problem("validation-failed", undefined, { errors: [{ path: "/body/password", message }] });
  }
}
