import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect } from "react";
import { BrowserRouter } from "react-router";
import { ApiContext } from "../lib/api-context.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { AppRoutes } from "./routes.tsx";
import { RuntimeContext } from "./runtime-context.ts";
import type { Runtime } from "./runtime.ts";
import { theme } from "./theme.ts";

/** The whole app: what every screen needs, and the routes that choose the screen. */
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
            <RuntimeContext value={runtime}>
              <BrowserRouter>
                <AppRoutes />
              </BrowserRouter>
            </RuntimeContext>
          </ApiContext>
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
}
