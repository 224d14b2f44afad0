import { endSession } from "../features/auth/api/session.ts";
import type { Runtime } from "./runtime.ts";

/** Signs out here at once; the server is told when it can be reached. */
export function signOut({ api, session }: Pick<Runtime, "api" | "session">): void {
  session.signOut();
  void endSession(api);
}
