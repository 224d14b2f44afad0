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

/** Pages inside the shell, with the navigation beside them. */
const shellPages = [
  page("/reports", () => import("../features/reports/pages/overview.tsx")),
  page("/reports/products", () => import("../features/reports/pages/product-sums.tsx")),
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
          {shellPages}
          <Route path="*" element={<NotFound />} />
        </Route>
      </Route>
    </Routes>
  );
}
