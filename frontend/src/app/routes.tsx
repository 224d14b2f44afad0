import { lazy, Suspense, type ComponentType } from "react";
import { Outlet, Route, Routes } from "react-router";
import { Waiting } from "../components/waiting.tsx";
import { Guard } from "./guard.tsx";
import { NotFound } from "./pages.tsx";
import { SessionGate } from "./session-gate.tsx";

/** A page whose code is fetched when it is first opened, for those who may open it. */
function page(path: string, load: () => Promise<{ default: ComponentType }>) {
  const Page = lazy(load);
  return (
    <Route
      key={path}
      path={path}
      element={
        <Guard>
          <Page />
        </Guard>
      }
    />
  );
}

const Shell = lazy(() => import("./shell/shell.tsx"));

/** Pages of the till beside the register. */
const tillPages = [
  page("/sales", () => import("./register/sales-page.tsx")),
  page("/sales/:id", () => import("./register/sale-page.tsx")),
  page("/shift", () => import("./register/shift-page.tsx")),
  page("/shift/z/:id", () => import("./register/z-report-page.tsx")),
];

/** Pages of the back office inside the shell, with the navigation beside them. */
const shellPages = [
  page("/products", () => import("../features/products/pages/product-list.tsx")),
  page("/products/new", () => import("../features/products/pages/new-product.tsx")),
  page("/products/variants", () => import("../features/products/pages/variant-groups.tsx")),
  page("/products/variants/new", () => import("../features/products/pages/new-variant-group.tsx")),
  page("/products/variants/:id", () => import("../features/products/pages/variant-group.tsx")),
  page("/products/categories", () => import("../features/products/pages/categories.tsx")),
  page("/products/tax-classes", () => import("../features/products/pages/tax-classes.tsx")),
  page("/products/import", () => import("../features/products/pages/import-products.tsx")),
  page("/products/:id", () => import("../features/products/pages/product-details.tsx")),
  page("/stock", () => import("../features/stock/pages/on-hand.tsx")),
  page("/stock/low", () => import("../features/stock/pages/low-stock.tsx")),
  page("/stock/adjust", () => import("../features/stock/pages/adjust-stock.tsx")),
  page("/stock/:id", () => import("../features/stock/pages/product-stock.tsx")),
  page("/customers", () => import("../features/customers/pages/customer-list.tsx")),
  page("/customers/new", () => import("../features/customers/pages/new-customer.tsx")),
  page("/customers/:id", () => import("../features/customers/pages/customer-details.tsx")),
  page("/reports", () => import("../features/reports/pages/overview.tsx")),
  page("/reports/products", () => import("../features/reports/pages/product-sums.tsx")),
  page("/reports/z-reports", () => import("../features/reports/pages/z-reports.tsx")),
  page("/reports/z-reports/:id", () => import("./office/z-report-page.tsx")),
  page("/deliveries", () => import("../features/deliveries/pages/delivery-list.tsx")),
  page("/deliveries/webhooks", () => import("../features/deliveries/pages/webhooks.tsx")),
  page("/deliveries/notices", () => import("../features/deliveries/pages/notices.tsx")),
  page("/account", () => import("../features/auth/pages/account.tsx")),
  page("/system", () => import("../features/system/pages/system.tsx")),
  page("/staff", () => import("../features/staff/pages/staff-list.tsx")),
  page("/staff/new", () => import("../features/staff/pages/new-person.tsx")),
  page("/staff/access-log", () => import("../features/staff/pages/access-log.tsx")),
  page("/staff/:id", () => import("../features/staff/pages/person-details.tsx")),
  page("/stores", () => import("../features/stores/pages/store-list.tsx")),
  page("/stores/new", () => import("../features/stores/pages/new-store.tsx")),
  page("/stores/:id", () => import("../features/stores/pages/store-settings.tsx")),
];

/** Pages that have the whole screen. */
const fullPages = [page("/", () => import("./register-page.tsx"))];

/** Every address of the app. Entries of the navigation, and who may open them, are in `places.ts`. */
export function AppRoutes() {
  return (
    <Routes>
      <Route
        element={
          <SessionGate>
            <Suspense fallback={<Waiting label="Loading CloudPOS" />}>
              <Outlet />
            </Suspense>
          </SessionGate>
        }
      >
        {fullPages}
        <Route element={<Shell />}>
          {tillPages}
          {shellPages}
          <Route path="*" element={<NotFound />} />
        </Route>
      </Route>
    </Routes>
  );
}
