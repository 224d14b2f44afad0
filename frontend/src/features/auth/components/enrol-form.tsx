import type { Enrolment } from "@cloudpos/contracts";
import { Alert, Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { ApiError } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";
import { demoAccessQuery, useEnrol } from "../api/sign-in.ts";

const codeLength = 8;

/** Makes this browser a register, with a one-time code. */
export function EnrolForm(props: {
  /** It was one before: the server no longer knows it. */
  wasEnrolled: boolean;
  onEnrolled: (enrolment: Enrolment) => void;
}) {
  const demo = useQuery(demoAccessQuery(useApi()));
  const enrol = useEnrol(props.onEnrolled);
  const [code, setCode] = useState("");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (code.length === codeLength && !enrol.isPending) enrol.mutate({ code });
  };
  const demoCodes = demo.data?.enrolmentCodes ?? [];
  return (
    <form onSubmit={submit}>
      <Stack gap="lg" w={440} maw="100%">
        <div>
          <Title order={1} size="h2" ta="center">
            Which register is this?
          </Title>
          <Text ta="center" mt={8} style={{ color: "var(--ink-soft)" }}>
            This browser becomes a register of your store and remembers it. A manager makes the code for it in
            the back office, under Stores.
          </Text>
        </div>
        {props.wasEnrolled && (
          <Alert
            color="orange"
            variant="light"
            role="status"
            title="This browser is no longer a register"
            styles={{ title: { color: "var(--warn)" } }}
          >
            Its enrolment was ended, or another device was enrolled in its place. What waits to be sent is
            kept.
          </Alert>
        )}
        <TextInput
          label="Enrolment code"
          description="8 letters and digits"
          autoFocus
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          maxLength={20}
          value={code}
          onChange={(event) =>
            setCode(
              event.currentTarget.value
                .replace(/[^0-9A-Za-z]/g, "")
                .toUpperCase()
                .slice(0, codeLength),
            )
          }
          styles={{
            input: {
              textAlign: "center",
              fontSize: 26,
              letterSpacing: "0.25em",
              textIndent: "0.25em",
              height: 62,
            },
          }}
        />
        <div aria-live="assertive">
          {enrol.isError && (
            <ProblemAlert
              title={
                enrol.error instanceof ApiError && enrol.error.code === "enrolment-code-invalid"
                  ? "This code is not valid"
                  : "This browser was not enrolled"
              }
              error={enrol.error}
            />
          )}
        </div>
        <Button type="submit" loading={enrol.isPending} disabled={code.length !== codeLength}>
          Make it a register
        </Button>
        {demoCodes.length > 0 && (
          <Alert variant="light" color="gray" icon={<IconInfoCircle />} title="This is a demo shop">
            <Text size="sm">Choose a register to try it out:</Text>
            <Group gap={8} mt={8}>
              {demoCodes.map((each) => (
                <Button key={each} variant="default" size="md" mih={48} onClick={() => setCode(each)}>
                  {each}
                </Button>
              ))}
            </Group>
          </Alert>
        )}
      </Stack>
    </form>
  );
}
