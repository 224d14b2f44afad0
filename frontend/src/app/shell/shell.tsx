import { Notifications } from "@mantine/notifications";
import "@mantine/notifications/styles.css";
import { Suspense, useEffect, useRef, useState } from "react";
import { Outlet, useLocation } from "react-router";
import { Brand } from "../../components/brand.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { UnsentDrawer } from "../../features/unsent-sales/components/unsent-drawer.tsx";
import { useSession, useStoreMoney } from "../../lib/session-context.ts";
import { useRuntime } from "../runtime-context.ts";
import { signOut } from "../sign-out.ts";
import { TrustStrip } from "../trust-strip.tsx";
import { NavigationDrawer } from "./navigation-drawer.tsx";
import { Navigation } from "./navigation.tsx";
import { PageErrorBoundary } from "./page-error-boundary.tsx";
import { PersonMenu } from "./person-menu.tsx";
import { StoreChooser } from "./store-chooser.tsx";
import classes from "./shell.module.css";

/** Everything but the register: navigation at the side, the page beside it, the trust strip below. */
export default function Shell() {
  const runtime = useRuntime();
  const session = useSession();
  const { store, money } = useStoreMoney();
  const [unsentOpen, setUnsentOpen] = useState(false);
  const content = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => void content.current?.scrollTo(0, 0), [pathname]);

  return (
    <div className={classes["shell"]}>
      <a className={classes["skip"]} href="#content">
        Skip to content
      </a>
      <header className={classes["bar"]}>
        <NavigationDrawer session={session} />
        <Brand />
        <PersonMenu session={session} onSignOut={() => signOut(runtime)} />
      </header>
      <aside className={classes["rail"]} aria-label="CloudPOS">
        <div className={classes["head"]}>
          <Brand />
          <StoreChooser />
        </div>
        <div className={classes["entries"]}>
          <Navigation session={session} shape="rail" />
        </div>
        <div className={classes["foot"]}>
          <PersonMenu session={session} onSignOut={() => signOut(runtime)} inRail />
        </div>
      </aside>
      <main id="content" ref={content} className={classes["content"]} tabIndex={-1}>
        <PageErrorBoundary key={pathname}>
          <Suspense fallback={<Waiting label="Loading the page" />}>
            <Outlet />
          </Suspense>
        </PageErrorBoundary>
      </main>
      <div className={classes["strip"]}>
        <TrustStrip runtime={runtime} message={null} onShowUnsent={() => setUnsentOpen(true)} />
      </div>
      <Notifications position="top-right" />
      {unsentOpen && (
        <UnsentDrawer
          queue={runtime.unsentSales}
          money={money}
          locale={store.locale}
          onClose={() => setUnsentOpen(false)}
        />
      )}
    </div>
  );
}
