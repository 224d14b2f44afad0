import { SubNavigation } from "../../../components/sub-navigation.tsx";

/** The pages about stock. */
export function StockNavigation() {
  return (
    <SubNavigation
      label="Stock"
      pages={[
        { to: "/stock", label: "On hand", end: true },
        { to: "/stock/low", label: "Low stock" },
        { to: "/stock/adjust", label: "Receive, count, adjust" },
      ]}
    />
  );
}
