import type { SignInRequest, SignInResponse } from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import type { Pool } from "pg";
import { claimAttempt, clearAttempts, lockoutMinutes } from "./attempts.ts";
import { findCandidate, recordAccess, type AccessEvent } from "./directory.ts";
import { verifyPin } from "./pins.ts";
import type { TokenSigner } from "./tokens.ts";

/**
 * Signs a person in at a register. An unknown person, one of another store and a wrong PIN are the same to the
 * caller: same answer, same work, same lock-out.
 * @throws Problem `invalid-credentials`, or `locked-out` with `retry-after`.
 */
export async function signIn(
  pool: Pool,
  signer: TokenSigner,
  pepper: string,
  request: SignInRequest,
  origin: Pick<AccessEvent, "address" | "requestId">,
): Promise<SignInResponse> {
  const { userId, registerId, pin } = request;
  if (registerId === undefined) throw new Problem("device-not-enrolled");
  const record = (event: AccessEvent["event"]) =>
    recordAccess(pool, { event, userId, registerId, ...origin });

  const waitSeconds = await claimAttempt(pool, userId);
  if (waitSeconds > 0) {
    await record("locked-out");
    throw new Problem("locked-out", `Wait up to ${lockoutMinutes} minutes, then try again.`, {
      headers: { "retry-after": String(waitSeconds) },
    });
  }

  const candidate = await findCandidate(pool, userId, registerId);
  const right = await verifyPin(pin, candidate?.pinHash, pepper);
  if (!right || candidate === undefined) {
    await record("refused");
    throw new Problem("invalid-credentials");
  }

  await clearAttempts(pool, userId);
  await record("signed-in");
  const { user, store, register } = candidate;
  const token = await signer.sign({
    sub: user.id,
    role: user.role,
    storeId: store.id,
    registerId: register.id,
    name: user.displayName,
  });
  const stores = [{ id: store.id, code: store.code, name: store.name }];
  return { ...token, sessionEndsAt: token.expiresAt, user, store, register, stores };
}
