import { Type, type Static } from "typebox";

/** Everything a person may be allowed to do. Routes declare the one they need. */
export const permissions = [
  "catalogue:read",
  "catalogue:write",
  "stock:write",
  "sale:create",
  "sale:read",
  "report:read",
  "staff:read",
  "staff:write",
  "audit:read",
] as const;

/** One of {@link permissions}. */
export type Permission = (typeof permissions)[number];

/** Roles of staff. */
export const Role = Type.Union([
  Type.Literal("owner"),
  Type.Literal("manager"),
  Type.Literal("cashier"),
  Type.Literal("auditor"),
]);
export type Role = Static<typeof Role>;

/** What each role may do. An owner may do everything; an auditor reads and changes nothing. */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  owner: permissions,
  manager: [
    "catalogue:read",
    "catalogue:write",
    "stock:write",
    "sale:create",
    "sale:read",
    "report:read",
    "staff:read",
  ],
  cashier: ["catalogue:read", "sale:create", "sale:read"],
  auditor: ["catalogue:read", "sale:read", "report:read", "staff:read", "audit:read"],
};

/** Whether `role` includes `permission`. */
export function mayDo(role: Role, permission: Permission): boolean {
  return rolePermissions[role].includes(permission);
}
