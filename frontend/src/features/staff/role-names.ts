import type { Role } from "@cloudpos/contracts/roles";

/** Roles with what they are for, from the most powerful. */
export const roleNames: readonly { role: Role; name: string; meaning: string }[] = [
  { role: "owner", name: "Owner", meaning: "May do everything, in every store." },
  { role: "manager", name: "Manager", meaning: "Runs a store: goods, stock, shifts, reports, approvals." },
  { role: "cashier", name: "Cashier", meaning: "Sells; discounts and refunds need an approval." },
  { role: "auditor", name: "Auditor", meaning: "Reads everything and changes nothing." },
];

/** What a role is called. */
export function roleName(role: Role): string {
  return roleNames.find((each) => each.role === role)?.name ?? role;
}
