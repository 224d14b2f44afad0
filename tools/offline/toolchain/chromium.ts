import type { Step } from "./step.ts";
import { ensureProgram } from "./system-packages.ts";

/** The browser of the end-to-end tests; the platform itself does not need it. */
export function chromiumStep(): Step {
  return {
    id: "chromium",
    title: "Chromium (for tests)",
    needs: [],
    run: async (context) => ensureProgram(context, "chromium", ["chromium"]),
  };
}
