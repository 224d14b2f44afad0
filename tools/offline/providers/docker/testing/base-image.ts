import { readImages } from "../../../toolchain/base-images.ts";
import { locateHome } from "../../../toolchain/home.ts";

/**
 * The base image that the toolchain has found or made on this machine: small, there, and good for any test.
 * @throws Error when the machine was not prepared.
 */
export async function baseImage(): Promise<string> {
  const images = await readImages(locateHome());
  if (!images) throw new Error("there is no base image yet: ./cloudpos test prepares the machine");
  return images.debianBase;
}
