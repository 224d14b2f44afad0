import { useSession, type RegisterSession } from "../lib/session-context.ts";
import RegisterScreen from "./register-screen.tsx";
import { useRuntime } from "./runtime-context.ts";

/** The register, for whoever is signed in at one; `Guard` has seen to that. */
export default function RegisterPage() {
  const session = useSession();
  return (
    <>
      <title>Register · CloudPOS</title>
      <RegisterScreen key={session.user.id} runtime={useRuntime()} session={session as RegisterSession} />
    </>
  );
}
