import { createHash, createHmac, randomBytes, randomInt } from "node:crypto";
import {
  demoEnrolmentCodes,
  demoRegisters,
  type Enrolment,
  type EnrolmentCodeIssued,
} from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import type { PoolClient } from "pg";
import { recordAccess } from "./access-log.ts";
import { clearAttempts, requireAttempt } from "./attempts.ts";
import { findRegister, type FoundRegister } from "./directory.ts";
import type { Domain, Origin } from "./domain.ts";
import { announceRegister } from "./events.ts";
import { endSessions } from "./sessions.ts";
import { inTransaction } from "./transaction.ts";

/** How long a code enrols, in minutes. */
export const codeMinutes = 15;

/** Without those that look alike; 31^8 codes, of which few are valid at a time and each for minutes. */
const codeAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** What stands in the database for a device token. */
function hashDeviceToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** The register that a device is. @throws Problem `device-not-enrolled`. */
export async function requireDevice(domain: Domain, deviceToken: string | undefined): Promise<FoundRegister> {
  const place =
    deviceToken === undefined
      ? undefined
      : await findRegister(domain.pool, { deviceTokenHash: hashDeviceToken(deviceToken) });
  if (place === undefined) throw new Problem("device-not-enrolled");
  return place;
}

function hashCode(domain: Domain, code: string): Buffer {
  return createHmac("sha256", domain.pepper).update(`enrolment code\n${code.toUpperCase()}`).digest();
}

/** Makes a code that enrols one device as a register; the codes before it stop working. */
export async function issueCode(
  domain: Domain,
  registerId: string,
  by: { userId: string; storeId: string },
  origin: Origin,
): Promise<EnrolmentCodeIssued> {
  const code = Array.from({ length: 8 }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join("");
  return inTransaction(domain.pool, async (client) => {
    await client.query("DELETE FROM enrolment_codes WHERE register_id = $1 AND used_at IS NULL", [
      registerId,
    ]);
    const { rows } = await client.query<{ expiresAt: Date }>(
      `INSERT INTO enrolment_codes (code_hash, register_id, created_by, expires_at)
       VALUES ($1, $2, $3, now() + make_interval(mins => $4)) RETURNING expires_at AS "expiresAt"`,
      [hashCode(domain, code), registerId, by.userId, codeMinutes],
    );
    await recordAccess(client, {
      ...origin,
      event: "enrolment-code-created",
      actorId: by.userId,
      storeId: by.storeId,
      registerId,
    });
    return { code, expiresAt: rows[0]!.expiresAt.toISOString() };
  });
}

/**
 * Redeems a code: the caller's browser is the register from now on. What was enrolled as it before is not any more,
 * and whoever is signed in there is signed out (except with the demo shop's codes, so that several browsers can try
 * it at the same time).
 * @throws Problem `enrolment-code-invalid` for a code that never was, was used or is too old; `locked-out` after
 *   too many of them from one address.
 */
export async function enrol(domain: Domain, code: string, origin: Origin): Promise<Enrolment> {
  const target = { enrolmentFrom: origin.address };
  await requireAttempt(domain, target, { ...origin, detail: "enrolment" });
  const deviceToken = randomBytes(32).toString("base64url");
  const demo = domain.demoData ? demoRegisterOf(code) : undefined;
  const registerId = await inTransaction(domain.pool, async (client) => {
    const redeemed = demo === undefined ? await redeem(domain, client, code) : { registerId: demo };
    if (redeemed === undefined) return undefined;
    if (demo === undefined) {
      await revokeDevices(client, redeemed.registerId, "enrolled-anew");
    }
    await client.query("INSERT INTO devices (register_id, token_hash) VALUES ($1, $2)", [
      redeemed.registerId,
      hashDeviceToken(deviceToken),
    ]);
    const { rows } = await client.query<{ storeId: string }>(
      'UPDATE registers SET revision = revision + 1 WHERE id = $1 RETURNING store_id AS "storeId"',
      [redeemed.registerId],
    );
    await announceRegister(client, redeemed.registerId);
    await recordAccess(client, {
      ...origin,
      event: "enrolled",
      actorId: redeemed.createdBy,
      storeId: rows[0]!.storeId,
      registerId: redeemed.registerId,
      detail: redeemed.createdBy === undefined ? "with a code of the demo shop" : undefined,
    });
    return redeemed.registerId;
  });
  if (registerId === undefined) {
    await recordAccess(domain.pool, { ...origin, event: "enrolment-refused" });
    throw new Problem("enrolment-code-invalid", "Ask for a new code: a code works once, for 15 minutes.");
  }
  domain.wake();
  await clearAttempts(domain.pool, target);
  const { register, store } = (await findRegister(domain.pool, { id: registerId }))!;
  return { deviceToken, register, store };
}

/** Ends a register's enrolment and the sessions there. */
export async function unenrol(
  domain: Domain,
  registerId: string,
  by: { userId: string; storeId: string },
  origin: Origin,
): Promise<void> {
  await inTransaction(domain.pool, async (client) => {
    if (!(await revokeDevices(client, registerId, "unenrolled"))) return;
    await client.query("UPDATE registers SET revision = revision + 1 WHERE id = $1", [registerId]);
    await announceRegister(client, registerId);
    await recordAccess(client, {
      ...origin,
      event: "unenrolled",
      actorId: by.userId,
      storeId: by.storeId,
      registerId,
    });
  });
  domain.wake();
}

/** @returns whether there was a device. */
async function revokeDevices(client: PoolClient, registerId: string, reason: string): Promise<boolean> {
  const { rowCount } = await client.query(
    "UPDATE devices SET revoked_at = now() WHERE register_id = $1 AND revoked_at IS NULL",
    [registerId],
  );
  await endSessions(client, { register: registerId }, reason);
  return (rowCount ?? 0) > 0;
}

/** One statement looks and marks as used, so that of two devices with the same code only one is enrolled. */
async function redeem(
  domain: Domain,
  client: PoolClient,
  code: string,
): Promise<{ registerId: string; createdBy?: string } | undefined> {
  const { rows } = await client.query<{ registerId: string; createdBy: string }>(
    `UPDATE enrolment_codes SET used_at = now() WHERE code_hash = $1 AND used_at IS NULL AND expires_at > now()
     RETURNING register_id AS "registerId", created_by AS "createdBy"`,
    [hashCode(domain, code)],
  );
  return rows[0];
}

function demoRegisterOf(code: string): string | undefined {
  const index = (demoEnrolmentCodes as readonly string[]).indexOf(code.toUpperCase());
  return demoRegisters[index]?.id;
}
