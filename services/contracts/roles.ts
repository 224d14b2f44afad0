import { Type, type Static } from "typebox";

/** Everything a person may be allowed to do. Routes declare the one they need. */
export const permissions = [
  "catalogue:read",
  "catalogue:write",
  "stock:write",
  "sale:create",
  "sale:read",
  // Hand money back for returned goods.
  "sale:refund",
  // Give a discount on a line or a cart.
  "sale:discount",
  // Open and close a register's shift; pay in, pay out, open the drawer.
  "shift:operate",
  // See what a shift should hold before it is counted (X report), and every Z report.
  "shift:read",
  "payment:take",
  // Look into single payments, resolve stuck ones.
  "payment:manage",
  "customer:read",
  "customer:write",
  // Give or take loyalty points by hand.
  "loyalty:adjust",
  // Export everything that is known of a customer, or erase it.
  "customer:privacy",
  // See deliveries, send a receipt again, try dead letters again, set up webhooks.
  "notification:manage",
  "report:read",
  "staff:read",
  "staff:write",
  // Create and change stores and registers.
  "store:write",
  // Make a code that enrols a device as a register; end its enrolment.
  "register:enrol",
  "audit:read",
  // Services, versions, last backup.
  "system:read",
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
    "sale:refund",
    "sale:discount",
    "shift:operate",
    "shift:read",
    "payment:take",
    "payment:manage",
    "customer:read",
    "customer:write",
    "loyalty:adjust",
    "notification:manage",
    "report:read",
    "staff:read",
    "register:enrol",
    "system:read",
  ],
  cashier: [
    "catalogue:read",
    "sale:create",
    "sale:read",
    "shift:operate",
    "payment:take",
    "customer:read",
    "customer:write",
  ],
  auditor: [
    "catalogue:read",
    "sale:read",
    "shift:read",
    "report:read",
    "staff:read",
    "audit:read",
    "system:read",
  ],
};

/** Whether `role` includes `permission`. */
export function mayDo(role: Role, permission: Permission): boolean {
  return rolePermissions[role].includes(permission);
}

/** What somebody who may do it can approve at the till for somebody who may not. */
export const approvablePermissions = ["sale:discount", "sale:refund"] as const satisfies Permission[];
export const ApprovablePermission = Type.Union([Type.Literal("sale:discount"), Type.Literal("sale:refund")]);
export type ApprovablePermission = Static<typeof ApprovablePermission>;
