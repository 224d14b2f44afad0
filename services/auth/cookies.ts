/**
 * Cookie with the refresh token. Out of scripts' reach (HttpOnly), over TLS only (Secure; the prefix makes browsers
 * insist), sent only to auth (Path) and only by pages of this site (SameSite). Without a lifetime: it goes when the
 * browser is closed.
 */
export const sessionCookie = "__Secure-cloudpos-session";

const attributes = "Path=/api/auth; HttpOnly; Secure; SameSite=Strict";

/** Value of `set-cookie` that hands out a refresh token. */
export function giveCookie(refreshToken: string): string {
  return `${sessionCookie}=${refreshToken}; ${attributes}`;
}

/** Value of `set-cookie` that takes it back. */
export const takeCookieBack = `${sessionCookie}=; ${attributes}; Max-Age=0`;

/** The refresh token in a request's `cookie` header. */
export function readCookie(header: string | undefined): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === sessionCookie && value) return value;
  }
  return undefined;
}
