import type { ApprovablePermission, Sale } from "@cloudpos/contracts";
import { verifyApproval } from "@cloudpos/kit";
import type { JWTVerifyGetKey } from "jose";

/**
 * What somebody who may do it has allowed for this sale: the permissions of its approvals whose proof is valid.
 * @throws Problem `unavailable` when the keys that check the proofs cannot be had.
 */
export async function approvedPermissions(
  sale: Sale,
  storeId: string,
  keys: JWTVerifyGetKey,
): Promise<ReadonlySet<ApprovablePermission>> {
  const approved = new Set<ApprovablePermission>();
  for (const { permission, approverId, reason, token } of sale.approvals ?? []) {
    if (token === undefined) continue;
    const claims = await verifyApproval(token, keys, {
      permission,
      approverId,
      storeId,
      saleId: sale.id,
      soldAt: new Date(sale.soldAt),
    });
    // The reason that is printed and journalled is the one the approver saw.
    if (claims?.reason === reason) approved.add(permission);
  }
  return approved;
}
