import { useSession, type RegisterSession } from "../lib/session-context.ts";
import RegisterScreen from "./register-screen.tsx";
import { OnlyTab } from "./register/only-tab.tsx";
import { useRuntime } from "./runtime-context.ts";

/** The register, for whoever is signed in at one; `Guard` has seen to that. */
export default function RegisterPage() {
  const session = useSession();
  const runtime = useRuntime();
  return (
    <>
      <title>Register · CloudPOS</title>
      <OnlyTab>
        <RegisterScreen key={session.user.id} runtime={runtime} session={session as RegisterSession} />
      </OnlyTab>
    </>
  );
}
