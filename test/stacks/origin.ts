import { readFile } from "node:fs/promises";
import path from "node:path";
import { locateHome } from "../../tools/offline/toolchain/home.ts";

/** Folder of what `./cloudpos up` has written down about a stack of this machine. */
export function stackFolder(stack: string): string {
  return path.join(locateHome().root, "stacks", stack);
}

/** Where a running stack answers, and the authority to trust, PEM. @throws Error when it was not brought up here */
export async function originOf(stack: string): Promise<{ url: string; ca: string }> {
  const folder = stackFolder(stack);
  const { url } = JSON.parse(await readFile(path.join(folder, "record.json"), "utf8")) as { url: string };
  return { url, ca: await readFile(path.join(folder, "ca.crt"), "utf8") };
}
