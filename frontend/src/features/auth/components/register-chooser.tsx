import { Button, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { signInOptionsQuery } from "../api/sign-in.ts";
import { isRegisterCode } from "../register-code.ts";

/** Asks an unknown device which register it is; the server must know the answer. */
export function RegisterChooser(props: { onChosen: (code: string) => void }) {
  const api = useApi();
  const queries = useQueryClient();
  const [code, setCode] = useState("");
  const [error, setError] = useState<Error | null>(null);
  const [checking, setChecking] = useState(false);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setChecking(true);
    setError(null);
    try {
      await queries.fetchQuery({ ...signInOptionsQuery(api, code), retry: false });
      props.onChosen(code);
    } catch (problem) {
      setError(problem as Error);
      setChecking(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="lg" w={400} maw="100%">
        <div>
          <Title order={1} size="h2" ta="center">
            Which register is this?
          </Title>
          <Text ta="center" mt={4} style={{ color: "var(--ink-soft)" }}>
            This device remembers the answer.
          </Text>
        </div>
        <TextInput
          label="Register code"
          description="As your manager set it up, such as main-1"
          autoFocus
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value.trim().toLowerCase())}
        />
        {error && <ProblemAlert title={`Register ${code} cannot be used`} error={error} />}
        <Button type="submit" loading={checking} disabled={!isRegisterCode(code)}>
          Use this register
        </Button>
      </Stack>
    </form>
  );
}
