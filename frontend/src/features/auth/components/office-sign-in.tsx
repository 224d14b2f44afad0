import { Button, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { Brand } from "../../../components/brand.tsx";
import { ColorSchemeMenu } from "../../../components/color-scheme-menu.tsx";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { ApiError } from "../../../lib/api-client.ts";
import type { Session } from "../../../lib/session-context.ts";
import { usePasswordSignIn } from "../api/session.ts";
import classes from "./sign-in-screen.module.css";

/** Sign-in by e-mail and password, for the back office on any device. */
export function OfficeSignIn(props: {
  notice: string | null;
  onSignedIn: (session: Session) => void;
  /** To the PIN sign-in of this device. */
  onRegister: () => void;
}) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = usePasswordSignIn(props.onSignedIn);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (signIn.isPending) return;
    signIn.mutate({ email: email.trim().toLowerCase(), password }, { onError: () => setPassword("") });
  };
  return (
    <div className={classes["page"]}>
      <header className={classes["header"]}>
        <Brand />
        <ColorSchemeMenu />
      </header>
      <main className={classes["main"]}>
        <form onSubmit={submit}>
          <Stack gap="lg" w={400} maw="100%">
            <div>
              <Title order={1} size="h2" ta="center">
                Back office
              </Title>
              <Text ta="center" mt={4} style={{ color: "var(--ink-soft)" }}>
                Sign in with your e-mail address.
              </Text>
            </div>
            {props.notice && (
              <Text role="status" ta="center">
                {props.notice}
              </Text>
            )}
            <TextInput
              label="E-mail"
              type="email"
              name="email"
              autoComplete="username"
              required
              withAsterisk={false}
              autoFocus
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              label="Password"
              name="password"
              size="lg"
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ "aria-label": "Show or hide the password", size: 40 }}
            />
            <div aria-live="assertive">{signIn.isError && <SignInProblem error={signIn.error} />}</div>
            <Button type="submit" loading={signIn.isPending} disabled={email === "" || password === ""}>
              Sign in
            </Button>
            <Button variant="subtle" color="gray" size="sm" fw={500} onClick={props.onRegister}>
              Use this device as a register
            </Button>
          </Stack>
        </form>
      </main>
    </div>
  );
}

function SignInProblem({ error }: { error: Error }) {
  const code = error instanceof ApiError ? error.code : "";
  return (
    <ProblemAlert
      title={
        code === "locked-out"
          ? "Locked for now"
          : code === "wrong-password" || code === "invalid-credentials"
            ? "E-mail or password is not right"
            : "Signing in did not work"
      }
      error={error}
    />
  );
}
