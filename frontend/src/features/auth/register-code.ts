const storageKey = "cloudpos.register";
const validCode = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** Whether `code` can be a register's code at all. */
export function isRegisterCode(code: string): boolean {
  return validCode.test(code);
}

/** The register this device is: from `?register=` when given, else remembered; null when neither is known. */
export function readRegisterCode(): string | null {
  const asked = new URLSearchParams(location.search).get("register");
  if (asked !== null && isRegisterCode(asked)) rememberRegisterCode(asked);
  return localStorage.getItem(storageKey);
}

/** Makes this device the register `code`; null forgets it. */
export function rememberRegisterCode(code: string | null): void {
  if (code === null) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, code);
}
