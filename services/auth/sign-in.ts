import type { PasswordSignInRequest, SignInRequest } from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import { recordAccess } from "./access-log.ts";
import { clearAttempts, requireAttempt } from "./attempts.ts";
import { requireDevice } from "./devices.ts";
import { findByEmail, findStaff, storesOf } from "./directory.ts";
import type { Domain, Origin } from "./domain.ts";
import { verifySecret } from "./secrets.ts";
import { startSession, type StartedSession } from "./sessions.ts";

/**
 * Signs a person in at the register that the device is. An unknown person, one of another store and a wrong PIN are
 * the same to the caller: same answer, same work, same lock-out.
 * @throws Problem `device-not-enrolled`, `invalid-credentials`, or `locked-out` with `retry-after`.
 */
export async function signInWithPin(
  domain: Domain,
  deviceToken: string | undefined,
  request: SignInRequest,
  origin: Origin,
): Promise<StartedSession> {
  const { userId, pin } = request;
  const { register, store, deviceId } = await requireDevice(domain, deviceToken);
  const storeId = store.id;
  const registerId = register.id;
  const log = { userId, storeId, registerId, ...origin };

  await requireAttempt(domain, { pinOf: userId }, log);
  const candidate = await findStaff(domain.pool, userId, storeId);
  const right = await verifySecret(pin, candidate?.pinHash ?? undefined, domain.pepper);
  if (!right || candidate === undefined) {
    await recordAccess(domain.pool, { ...log, event: "refused" });
    throw new Problem("invalid-credentials");
  }
  await clearAttempts(domain.pool, { pinOf: userId });
  const started = await startSession(domain, { userId, storeId, registerId, deviceId });
  await recordAccess(domain.pool, { ...log, event: "signed-in", actorId: userId });
  return started;
}

/**
 * Signs a person in to the back office.
 * @throws Problem `wrong-password` (also for an unknown address), `locked-out`, or `wrong-store` when the person does
 *   not work in the store that is asked for.
 */
export async function signInWithPassword(
  domain: Domain,
  request: PasswordSignInRequest,
  origin: Origin,
): Promise<StartedSession> {
  const email = request.email.toLowerCase();
  const candidate = await findByEmail(domain.pool, email);
  const userId = candidate?.user.id;
  const log = { ...origin, userId, detail: "back office" };
  await requireAttempt(domain, { passwordOf: email }, log);
  const right = await verifySecret(request.password, candidate?.passwordHash ?? undefined, domain.pepper);
  if (!right || userId === undefined) {
    await recordAccess(domain.pool, { ...log, event: "refused" });
    throw new Problem("wrong-password");
  }
  await clearAttempts(domain.pool, { passwordOf: email });
  const stores = await storesOf(domain.pool, userId);
  const store = request.storeId === undefined ? stores[0] : stores.find(({ id }) => id === request.storeId);
  if (store === undefined) throw new Problem("wrong-store", "You do not work in this store.");
  const started = await startSession(domain, { userId, storeId: store.id });
  await recordAccess(domain.pool, { ...log, event: "signed-in", actorId: userId, storeId: store.id });
  return started;
}
