import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { run } from "./command.ts";
import { exists, withLock } from "./install.ts";
import type { StepContext } from "./step.ts";

/** Folders of system programs, which are not on every user's PATH. */
const systemFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** Where a program is, or undefined. */
export async function findProgram(
  name: string,
  path = process.env["PATH"] ?? "",
): Promise<string | undefined> {
  for (const folder of [...path.split(delimiter), ...systemFolders]) {
    const candidate = join(folder, name);
    const usable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (folder !== "" && usable) return candidate;
  }
  return undefined;
}

/**
 * The path of a program, installed by apt when it is missing. Without root or apt it says what to install.
 * `packages` are the names of Debian and Ubuntu.
 */
export async function ensureProgram(
  context: StepContext,
  program: string,
  packages: readonly string[],
): Promise<string> {
  const found = await findProgram(program);
  if (found) return found;
  const command = `apt-get install ${packages.join(" ")}`;
  if (process.getuid?.() !== 0)
    throw new Error(`\`${program}\` is not installed. Install it: sudo ${command}`);
  if (!(await exists("/usr/bin/apt-get")))
    throw new Error(`\`${program}\` is not installed and this machine has no apt. Install it and run again.`);
  context.progress(`installing ${packages.join(", ")} by apt`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  // apt refuses to run twice at a time; steps run side by side.
  await withLock(join(context.home.cache, "apt"), async () => {
    await run(context, "apt-get", ["update"], { env });
    await run(
      context,
      "apt-get",
      ["-o", "DPkg::Lock::Timeout=120", "install", "--yes", "--no-install-recommends", ...packages],
      { env },
    );
  }).catch((error: Error) => {
    throw new Error(`\`${command}\` failed: ${error.message}`, { cause: error });
  });
  const installed = await findProgram(program);
  if (!installed) throw new Error(`\`${command}\` went well, but \`${program}\` is still not there.`);
  return installed;
}
