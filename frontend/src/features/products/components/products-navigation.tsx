import { SubNavigation } from "../../../components/sub-navigation.tsx";
import { useMay } from "../../../lib/session-context.ts";

/** The pages about products. */
export function ProductsNavigation() {
  const mayWrite = useMay("catalogue:write");
  return (
    <SubNavigation
      label="Products"
      pages={[
        { to: "/products", label: "Products", end: true },
        { to: "/products/variants", label: "Variants" },
        { to: "/products/categories", label: "Categories" },
        { to: "/products/tax-classes", label: "Tax classes" },
        ...(mayWrite ? [{ to: "/products/import", label: "Import" }] : []),
      ]}
    />
  );
}
