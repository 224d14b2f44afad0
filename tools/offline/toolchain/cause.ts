/** What is behind a failure, where what a program printed tells. */
export type Cause = "disk full" | "no network";

const signs: readonly (readonly [Cause, RegExp])[] = [
  // First: a full disk makes downloads fail as well.
  ["disk full", /ENOSPC|no space left on device|disk quota exceeded/i],
  [
    "no network",
    /ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|network is unreachable|no route to host|temporary failure in name resolution|temporary failure resolving|could not resolve host|no such host|name or service not known/i,
  ],
];

/** Recognises a full disk or a missing network in what a program printed. */
export function causeOf(output: string): Cause | undefined {
  return signs.find(([, sign]) => sign.test(output))?.[0];
}

/** What to do about it, as whole sentences. */
export const remedy: Readonly<Record<Cause, string>> = {
  "disk full":
    "The disk is full. Make room (docker image prune; docker builder prune; ./cloudpos doctor shows how much is free).",
  "no network":
    "The network does not answer. CloudPOS needs the package registries (npm, PyPI, Debian, Go modules) or a mirror of\n" +
    "them the first time: check cable, DNS and proxy (HTTPS_PROXY, npm config get registry). Once it is set up, it runs without.",
};
