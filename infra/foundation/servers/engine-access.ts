/** How this machine's Docker client gets to the engine of a server: by the ssh command, with files of its own. */
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { locateHome } from "../../../tools/offline/toolchain/home.ts";
import type { Access } from "./declaration.ts";

/** Files by which the ssh command, and whoever else asks an engine of the stack, gets in. */
export function sshFiles(stack: string): { key: string; knownHosts: string } {
  const folder = join(locateHome().root, "stacks", stack, "ssh");
  return { key: join(folder, "key"), knownHosts: join(folder, "known_hosts") };
}

/** The engine of a server, as Docker's clients write it. */
export function engineAddress({ user, address, port }: Pick<Access, "user" | "address" | "port">): string {
  return `ssh://${user}@${address}:${port}`;
}

/**
 * Writes the key (mode 0600) and the pinned host keys where the ssh command finds them: below the stack's folder in
 * CloudPOS's home. A refresh runs without the program, so they stay there.
 *
 * @returns options for the ssh command, as the Docker provider passes them on
 */
export async function sshOptions(
  stack: string,
  privateKey: string,
  servers: readonly Access[],
): Promise<string[]> {
  const { key, knownHosts: known } = sshFiles(stack);
  await mkdir(dirname(key), { recursive: true, mode: 0o700 });
  await writeFile(key, privateKey.endsWith("\n") ? privateKey : `${privateKey}\n`, { mode: 0o600 });
  await chmod(key, 0o600);
  const lines = servers.map(
    ({ address, port, hostKey }) => `${port === 22 ? address : `[${address}]:${port}`} ${hostKey}\n`,
  );
  await writeFile(known, lines.join(""), { mode: 0o600 });
  return [
    `-i ${key}`,
    "-o IdentitiesOnly=yes",
    `-o UserKnownHostsFile=${known}`,
    "-o StrictHostKeyChecking=yes",
  ];
}
