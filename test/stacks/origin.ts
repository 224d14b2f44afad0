import { readFile } from "node:fs/promises";
import path from "node:path";
import { serversOf } from "../../tools/cli/support/stack-file.ts";
import { locateHome } from "../../tools/offline/toolchain/home.ts";

/** Folder of what `./cloudpos up` has written down about a stack of this machine. */
export function stackFolder(stack: string): string {
  return path.join(locateHome().root, "stacks", stack);
}

/** Where a stack answers. */
export interface Origin {
  url: string;
  /** The authority to trust, PEM. */
  ca?: string;
  /** What the url's name leads to; what DNS says where none are given. */
  addresses?: readonly string[];
}

/** Where a running stack answers: all of its servers, if it has any. @throws Error when it was not brought up here */
export async function originOf(stack: string): Promise<Origin & { ca: string }> {
  const folder = stackFolder(stack);
  const { url } = JSON.parse(await readFile(path.join(folder, "record.json"), "utf8")) as { url: string };
  const addresses = (await serversOf(stack)).map(({ address }) => address);
  return {
    url,
    ca: await readFile(path.join(folder, "ca.crt"), "utf8"),
    ...(addresses.length > 0 && { addresses }),
  };
}
