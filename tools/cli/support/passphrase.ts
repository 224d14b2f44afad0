import { stat } from "node:fs/promises";
import type { Home } from "../../offline/toolchain/home.ts";
import { preconditionError } from "./errors.ts";
import { backendFolder, storedStacks } from "./state.ts";

/** What a lost or changed passphrase means. */
export function passphraseMeaning(home: Home): string {
  return (
    `The passphrase encrypts every password and key in the stacks' state (${home.state}). Without the right one the\n` +
    "state cannot be read or changed; what runs goes on running, and data in the volumes is not touched.\n" +
    `- Put the right passphrase back into ${home.passphrase} (mode 0600) from your backup, and run again.\n` +
    "- It is lost for good? Then the stack has to be made anew. Save its data while it still runs (pg_dump in the\n" +
    "  container of postgres), then ./cloudpos down --purge, which deletes all of it, and ./cloudpos up."
  );
}

/**
 * Refuses to go on when there is state but no passphrase: a new one would be generated, and the state stay unreadable.
 *
 * @throws OperatorError (precondition)
 */
export async function refuseLostPassphrase(home: Home, backendUrl: string | undefined): Promise<void> {
  const size = await stat(home.passphrase).then(
    (found) => found.size,
    () => 0,
  );
  if (size > 0) return;
  const backend = backendFolder(backendUrl);
  const stacks = backend ? await storedStacks(backend) : [];
  if (stacks.length === 0) return;
  throw preconditionError(
    `The passphrase file ${home.passphrase} is missing or empty, but there is state of: ${stacks.join(", ")}.\n` +
      passphraseMeaning(home),
  );
}
