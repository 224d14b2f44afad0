import { useLocation } from "react-router";
import { SubNavigation } from "../../../components/sub-navigation.tsx";
import { useMay } from "../../../lib/session-context.ts";

/** The pages of reports; they keep the days. */
export function ReportsNavigation() {
  const { search } = useLocation();
  const mayReadShifts = useMay("shift:read");
  return (
    <SubNavigation
      label="Reports"
      pages={[
        { to: `/reports${search}`, label: "Overview", end: true },
        { to: `/reports/products${search}`, label: "Products" },
        ...(mayReadShifts ? [{ to: "/reports/z-reports", label: "Z reports" }] : []),
      ]}
    />
  );
}
