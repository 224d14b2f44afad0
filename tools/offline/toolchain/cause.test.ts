import { expect, test } from "vitest";
import { causeOf } from "./cause.ts";

test.each([
  ["npm error nospc ENOSPC: no space left on device, write", "disk full"],
  ["write /root/go/pkg: no space left on device\ncurl: (6) Could not resolve host: x", "disk full"],
  ["npm error request to https://x failed, reason: getaddrinfo EAI_AGAIN x", "no network"],
  ["dial udp 10.0.0.53:53: connect: network is unreachable", "no network"],
  ["dial tcp: lookup proxy.example on 10.0.0.53:53: no such host", "no network"],
  ["[Errno -3] Temporary failure in name resolution", "no network"],
  ["W: Failed to fetch http://x  Temporary failure resolving 'x'", "no network"],
  ["E: Unable to locate package npm", undefined],
  ["the download does not have the pinned checksum", undefined],
])("%s", (output, cause) => expect(causeOf(output)).toBe(cause));
