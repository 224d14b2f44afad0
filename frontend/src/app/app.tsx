import { Center, Loader, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { SignInScreen } from "../features/auth/components/sign-in-screen.tsx";
import { ApiContext } from "../lib/api-context.ts";
import { useStore } from "../lib/store.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import type { Runtime } from "./runtime.ts";
import { theme } from "./theme.ts";

const loadRegisterScreen = () => import("./register-screen.tsx");
const RegisterScreen = lazy(loadRegisterScreen);

/** The whole app: sign-in while nobody is signed in, else the register. */
export function App({ runtime }: { runtime: Runtime }) {
  useEffect(() => {
    runtime.unsentSales.sendNow();
    return runtime.connection.start();
  }, [runtime]);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <ErrorBoundary>
        <QueryClientProvider client={runtime.queries}>
          <ApiContext value={runtime.api}>
            <Screen runtime={runtime} />
          </ApiContext>
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
}

function Screen({ runtime }: { runtime: Runtime }) {
  const { session, expired } = useStore(runtime.session.store);
  const unsent = useStore(runtime.unsentSales.store).sales.length;
  // Fetched while the PIN is typed, so that the register is there at once.
  useEffect(() => void loadRegisterScreen().catch(() => undefined), []);
  if (session === null) {
    return (
      <SignInScreen
        notice={signInNotice(expired, unsent)}
        onSignedIn={(signedIn) => runtime.session.signIn(signedIn)}
      />
    );
  }
  return (
    <Suspense
      fallback={
        <Center h="100%">
          <Loader aria-label="Loading the register" />
        </Center>
      }
    >
      <RegisterScreen key={session.accessToken} runtime={runtime} session={session} />
    </Suspense>
  );
}

/** What the next person to sign in should know. */
function signInNotice(expired: boolean, unsent: number): string | null {
  const notices = [
    expired && "Your session has ended. Sign in again; the cart is kept.",
    unsent > 0 &&
      `${unsent} ${unsent === 1 ? "sale waits" : "sales wait"} on this register to be sent. Signing in sends ${unsent === 1 ? "it" : "them"}.`,
  ].filter((notice) => notice !== false);
  return notices.length > 0 ? notices.join(" ") : null;
}
