import { randomBytes, randomUUID } from "node:crypto";
import { FirstOwner } from "@cloudpos/contracts";
import { Problem, requireValid } from "@cloudpos/kit";
import { recordAccess } from "./access-log.ts";
import type { Domain } from "./domain.ts";
import { announceStaff } from "./events.ts";
import { hashSecret } from "./secrets.ts";
import { insertStore, requireKnown } from "./stores.ts";
import { inTransaction } from "./transaction.ts";

/**
 * Makes the first owner of a business and its first store. Everything after that is done in the web app.
 *
 * @param body see {@link FirstOwner}
 * @returns the e-mail address, and a password that is kept nowhere
 * @throws Problem `validation-failed`; `conflict` when there is an owner already
 */
export async function createFirstOwner(
  domain: Domain,
  body: unknown,
): Promise<{ email: string; password: string }> {
  const given = requireValid(FirstOwner, body);
  requireKnown(given.store);
  const password = randomBytes(15).toString("base64url");
  const passwordHash = await hashSecret(password, domain.pepper);
  const id = randomUUID();
  const origin = { address: "command line", requestId: randomUUID() };
  await inTransaction(domain.pool, async (client) => {
    // Two at the same moment: the second waits, and then finds an owner.
    await client.query("SELECT pg_advisory_xact_lock(hashtext('auth first owner'))");
    const { rowCount } = await client.query("SELECT FROM users WHERE role = 'owner' LIMIT 1");
    if (rowCount !== 0) {
      throw new Problem(
        "conflict",
        "There is an owner already, who makes further people, and new passwords, in the web app.",
      );
    }
    await client.query(
      "INSERT INTO users (id, display_name, role, email, password_hash) VALUES ($1, $2, 'owner', lower($3), $4)",
      [id, given.displayName, given.email, passwordHash],
    );
    const store = await insertStore(client, id, given.store, origin);
    await announceStaff(client, id);
    await recordAccess(client, {
      ...origin,
      event: "user-created",
      userId: id,
      actorId: id,
      storeId: store.id,
      detail: "owner",
    });
  });
  domain.wake();
  return { email: given.email.toLowerCase(), password };
}
