import {
  mayDo,
  type Approval,
  type ApprovablePermission,
  type ApprovalRequest,
  type StaffMember,
} from "@cloudpos/contracts";
import { Problem, type Identity } from "@cloudpos/kit";
import { recordAccess } from "./access-log.ts";
import { clearAttempts, requireAttempt } from "./attempts.ts";
import { findStaff } from "./directory.ts";
import type { Domain, Origin } from "./domain.ts";
import { verifySecret } from "./secrets.ts";

/**
 * Signs that somebody of the same store allows something for one sale. Wrong PINs count as at sign-in.
 * @throws Problem `invalid-credentials`, `locked-out`; `forbidden` when the approver may not allow it.
 */
export async function approve(
  domain: Domain,
  caller: Identity,
  request: ApprovalRequest,
  origin: Origin,
): Promise<Approval> {
  const { approverId, permission, saleId, reason } = request;
  const { storeId, registerId } = caller;
  const about = `${permission} for ${caller.name}, sale ${saleId}: ${reason}`;
  const log = { ...origin, userId: approverId, storeId, registerId, detail: about };
  await requireAttempt(domain, { pinOf: approverId }, log);
  const candidate = await findStaff(domain.pool, approverId, storeId);
  const right = await verifySecret(request.pin, candidate?.pinHash ?? undefined, domain.pepper);
  if (!right || candidate === undefined) {
    await recordAccess(domain.pool, { ...log, event: "approval-refused" });
    throw new Problem("invalid-credentials");
  }
  await clearAttempts(domain.pool, { pinOf: approverId });
  const approver = candidate.user;
  if (!mayDo(approver.role, permission)) {
    await recordAccess(domain.pool, { ...log, event: "approval-refused", actorId: approverId });
    throw new Problem("forbidden", `${approver.displayName} may not approve this.`);
  }
  const signed = await domain.signer.signApproval({
    sub: approverId,
    permission,
    saleId,
    storeId,
    requestedBy: caller.userId,
    reason,
  });
  await recordAccess(domain.pool, { ...log, event: "approved", actorId: approverId });
  return { ...signed, approver };
}

/** The people of a store who may approve something, by name. */
export async function approversOf(
  domain: Domain,
  storeId: string,
  permission: ApprovablePermission,
): Promise<StaffMember[]> {
  const { rows } = await domain.pool.query<{ document: StaffMember }>(
    `SELECT document FROM staff_document JOIN users u USING (id) JOIN user_stores us ON us.user_id = u.id
     WHERE us.store_id = $1 AND u.active AND u.pin_hash IS NOT NULL ORDER BY u.display_name`,
    [storeId],
  );
  return rows.map((row) => row.document).filter(({ role }) => mayDo(role, permission));
}
