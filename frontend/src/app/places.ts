import type { Permission } from "@cloudpos/contracts/roles";
import {
  IconBuildingStore,
  IconCash,
  IconChartBar,
  IconMail,
  IconPackages,
  IconReceipt,
  IconServer,
  IconTag,
  IconUserShield,
  IconUsers,
  IconDeviceDesktop,
  type Icon,
} from "@tabler/icons-react";
import { mayDo } from "@cloudpos/contracts/roles";
import type { Session } from "../lib/session-context.ts";

/** A part of the app with an entry in the navigation. */
export interface Place {
  path: string;
  label: string;
  icon: Icon;
  /** Shown to those who may do this, and only they get in. */
  permission: Permission;
  /** Only makes sense at a register. */
  atRegister?: boolean;
  group: "till" | "office";
}

/** Every entry of the navigation, in its order. What each shows is in `routes.tsx`. */
export const places: readonly Place[] = [
  {
    path: "/",
    label: "Register",
    icon: IconDeviceDesktop,
    permission: "catalogue:read",
    atRegister: true,
    group: "till",
  },
  { path: "/sales", label: "Sales", icon: IconReceipt, permission: "sale:read", group: "till" },
  {
    path: "/shift",
    label: "Shift",
    icon: IconCash,
    permission: "shift:operate",
    atRegister: true,
    group: "till",
  },
  { path: "/products", label: "Products", icon: IconTag, permission: "catalogue:read", group: "office" },
  { path: "/stock", label: "Stock", icon: IconPackages, permission: "stock:write", group: "office" },
  { path: "/customers", label: "Customers", icon: IconUsers, permission: "customer:read", group: "office" },
  { path: "/reports", label: "Reports", icon: IconChartBar, permission: "report:read", group: "office" },
  {
    path: "/deliveries",
    label: "Deliveries",
    icon: IconMail,
    permission: "notification:manage",
    group: "office",
  },
  { path: "/staff", label: "Staff", icon: IconUserShield, permission: "staff:read", group: "office" },
  {
    path: "/stores",
    label: "Stores",
    icon: IconBuildingStore,
    permission: "register:enrol",
    group: "office",
  },
  { path: "/system", label: "System", icon: IconServer, permission: "system:read", group: "office" },
];

/** What somebody may open, in the order of the navigation. */
export function placesOf(session: Session): Place[] {
  return places.filter(
    ({ permission, atRegister }) =>
      mayDo(session.user.role, permission) && !(atRegister && session.register === undefined),
  );
}

/** The place an address belongs to. */
export function placeAt(pathname: string): Place | undefined {
  return places.find(({ path }) =>
    path === "/" ? pathname === "/" : pathname === path || pathname.startsWith(`${path}/`),
  );
}
