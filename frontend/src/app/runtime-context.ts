import { createContext, use } from "react";
import type { Runtime } from "./runtime.ts";

/** Gives screens the parts of the app that outlive them. */
export const RuntimeContext = createContext<Runtime | null>(null);

/** The parts of the app that outlive any screen. */
export function useRuntime(): Runtime {
  const runtime = use(RuntimeContext);
  if (runtime === null) throw new Error("useRuntime needs a RuntimeContext around it");
  return runtime;
}
