import { mayDo } from "@cloudpos/contracts/roles";
import type { ReactNode } from "react";
import { Navigate, useLocation } from "react-router";
import { useSession } from "../lib/session-context.ts";
import { NeedsRegister, NoPermission } from "./pages.tsx";
import { placeAt, placesOf } from "./places.ts";

/** Lets in who may open the place that the address belongs to. */
export function Guard({ children }: { children: ReactNode }) {
  const session = useSession();
  const { pathname } = useLocation();
  const place = placeAt(pathname);
  if (place === undefined) return children;
  if (!mayDo(session.user.role, place.permission)) return <NoPermission />;
  if (place.atRegister && session.register === undefined) {
    const home = placesOf(session)[0];
    return pathname === "/" && home ? <Navigate to={home.path} replace /> : <NeedsRegister />;
  }
  return children;
}
