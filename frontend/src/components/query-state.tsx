import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { IconLock, IconMapOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ApiError } from "../lib/api-client.ts";
import { ProblemAlert } from "./problem-alert.tsx";
import { StatePanel } from "./state-panel.tsx";
import { Waiting } from "./waiting.tsx";

/** Shows what a query answers; until then, that it is on its way, gone, forbidden or failed. */
export function QueryState<T>(props: {
  query: UseQueryResult<T>;
  /** What it is about: "The customer". */
  label: string;
  children: (data: T) => ReactNode;
}) {
  const { query, label } = props;
  if (query.data !== undefined) return props.children(query.data);
  if (query.isPending) return <Waiting label={`Loading: ${label}`} />;
  const { error } = query;
  if (error instanceof ApiError && error.status === 404) {
    return (
      <StatePanel icon={IconMapOff} title={`${label} was not found`}>
        It may belong to another store, or it never existed.
      </StatePanel>
    );
  }
  if (error instanceof ApiError && error.status === 403) {
    return (
      <StatePanel icon={IconLock} title={`${label} is not for your role`}>
        {error.message}
      </StatePanel>
    );
  }
  return error ? (
    <ProblemAlert title={`${label} cannot be shown`} error={error}>
      <Button mt="sm" variant="default" loading={query.isFetching} onClick={() => void query.refetch()}>
        Try again
      </Button>
    </ProblemAlert>
  ) : null;
}
