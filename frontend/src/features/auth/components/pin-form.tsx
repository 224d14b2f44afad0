import type { StaffMember } from "@cloudpos/contracts";
import { Alert, Button, Group, Stack, TextInput } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useEffect, useRef, useState, type SubmitEvent } from "react";
import { NumberPad } from "../../../components/number-pad.tsx";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { ApiError } from "../../../lib/api-client.ts";
import { useSignIn } from "../api/sign-in.ts";
import type { Session } from "../session.ts";
import classes from "./sign-in-screen.module.css";

const shortestPin = 4;
const longestPin = 8;

/** PIN by keyboard or touch, with the wrong-PIN and locked-out states. */
export function PinForm(props: {
  person: StaffMember;
  onSignedIn: (session: Session) => void;
  backLabel: string;
  onBack: () => void;
  /** The server no longer knows this browser as a register. */
  onNotEnrolled: () => void;
}) {
  const [pin, setPin] = useState("");
  const [lockedUntil, setLockedUntil] = useState<number | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const signIn = useSignIn(props.onSignedIn);
  const lockedSeconds = useSecondsUntil(lockedUntil);
  const locked = lockedSeconds > 0;

  const change = (text: string) => setPin(text.replace(/\D/g, "").slice(0, longestPin));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (pin.length < shortestPin || signIn.isPending || locked) return;
    signIn.mutate(
      { userId: props.person.id, pin },
      {
        onError: (error) => {
          setPin("");
          if (error instanceof ApiError && error.code === "device-not-enrolled") return props.onNotEnrolled();
          if (error instanceof ApiError && error.code === "locked-out") {
            setLockedUntil(Date.now() + (error.retryAfterSeconds ?? 60) * 1000);
          }
          field.current?.focus();
        },
      },
    );
  };

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          ref={field}
          className={classes["pin"] ?? ""}
          aria-label="PIN"
          type="password"
          autoComplete="off"
          // The touch keys are on the page already: no second keyboard over it.
          inputMode="none"
          data-autofocus
          autoFocus
          value={pin}
          disabled={locked}
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && props.onBack()}
        />
        <div aria-live="assertive">
          {locked ? (
            <Alert
              color="orange"
              variant="light"
              icon={<IconLock />}
              title="Locked for now"
              role="timer"
              styles={{ title: { color: "var(--warn)" } }}
            >
              Too many wrong PINs. Try again in {formatWait(lockedSeconds)}, or ask a manager.
            </Alert>
          ) : (
            signIn.isError && !isLockOut(signIn.error) && <SignInProblem error={signIn.error} />
          )}
        </div>
        <NumberPad
          corner="clear"
          disabled={locked}
          onDigits={(digits) => change(pin + digits)}
          onBackspace={() => change(pin.slice(0, -1))}
          onClear={() => change("")}
        />
        <Group grow>
          <Button variant="default" onClick={props.onBack}>
            {props.backLabel}
          </Button>
          <Button type="submit" loading={signIn.isPending} disabled={locked || pin.length < shortestPin}>
            Sign in
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function SignInProblem({ error }: { error: Error }) {
  const wrongPin = error instanceof ApiError && error.code === "invalid-credentials";
  return <ProblemAlert title={wrongPin ? "Wrong PIN" : "Signing in did not work"} error={error} />;
}

function isLockOut(error: Error): boolean {
  return error instanceof ApiError && error.code === "locked-out";
}

/** Whole seconds until a time, counted down; 0 when it is over. */
function useSecondsUntil(time: number | null): number {
  const [now, setNow] = useState(Date.now);
  const seconds = time === null ? 0 : Math.max(0, Math.ceil((time - now) / 1000));
  const running = time !== null && seconds > 0;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [running]);
  return seconds;
}

function formatWait(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
