import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ApiError } from "../lib/api-client.ts";

/** What went wrong, in words, with the request id for support. */
export function ProblemAlert({
  title,
  error,
  children,
}: {
  title: string;
  error: Error;
  children?: ReactNode;
}) {
  return (
    <Alert color="red" variant="light" title={title} icon={<IconAlertTriangle />} role="alert">
      <Text size="sm">{error.message}</Text>
      {error instanceof ApiError && error.requestId && <RequestId id={error.requestId} />}
      {children}
    </Alert>
  );
}

/** The id that finds the request in the servers' logs. */
export function RequestId({ id }: { id: string }) {
  return (
    <Text size="xs" mt={4} style={{ color: "var(--ink-soft)", overflowWrap: "anywhere" }}>
      Request {id}
    </Text>
  );
}
