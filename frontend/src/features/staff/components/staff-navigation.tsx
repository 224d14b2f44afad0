import { SubNavigation } from "../../../components/sub-navigation.tsx";
import { useMay } from "../../../lib/session-context.ts";

/** The pages about staff. */
export function StaffNavigation() {
  const mayAudit = useMay("audit:read");
  return mayAudit ? (
    <SubNavigation
      label="Staff"
      pages={[
        { to: "/staff", label: "People", end: true },
        { to: "/staff/access-log", label: "Access log" },
      ]}
    />
  ) : null;
}
