import { SubNavigation } from "../../../components/sub-navigation.tsx";

/** The pages about products. */
export function ProductsNavigation() {
  return (
    <SubNavigation
      label="Products"
      pages={[
        { to: "/products", label: "Products", end: true },
        { to: "/products/variants", label: "Variants" },
        { to: "/products/categories", label: "Categories" },
        { to: "/products/tax-classes", label: "Tax classes" },
      ]}
    />
  );
}
