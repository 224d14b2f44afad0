import type { BackupStatus, ServiceStatus, SystemStatus } from "@cloudpos/contracts";
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { IconBook, IconMailOpened } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { DataTable } from "../../../components/data-table.tsx";
import { Facts } from "../../../components/facts.tsx";
import { Page } from "../../../components/page.tsx";
import { QueryState } from "../../../components/query-state.tsx";
import { Section } from "../../../components/section.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { formatTime } from "../../../lib/format.ts";
import { useSession } from "../../../lib/session-context.ts";
import { mailboxQuery, systemQuery } from "../api/system.ts";
import { formatBytes, formatDuration } from "../durations.ts";

const serviceStates: Readonly<Record<ServiceStatus["status"], { name: string; color: string }>> = {
  ok: { name: "Works", color: "pine" },
  degraded: { name: "Degraded", color: "orange" },
  down: { name: "Down", color: "red" },
};

const backupStates: Readonly<
  Record<BackupStatus["status"], { name: string; color: string; meaning: string }>
> = {
  ok: { name: "Up to date", color: "pine", meaning: "The last backup is complete and recent." },
  late: { name: "Late", color: "orange", meaning: "The last complete backup is older than 26 hours." },
  missing: { name: "Missing", color: "red", meaning: "There is no complete backup yet." },
  failed: { name: "Failed", color: "red", meaning: "The last scheduled backup failed." },
  unknown: { name: "Unknown", color: "gray", meaning: "The backup service could not be asked." },
};

/** Whether CloudPOS itself is well. */
export default function System() {
  const { store } = useSession();
  const query = useQuery(systemQuery(useApi()));
  const mailbox = useQuery(mailboxQuery);
  return (
    <Page
      title="System"
      subtitle={query.data && `Checked ${formatTime(query.data.checkedAt, store)}`}
      actions={
        <>
          {mailbox.data && (
            <Button
              component="a"
              href="/mailbox/"
              target="_blank"
              rel="noreferrer"
              variant="default"
              leftSection={<IconMailOpened size={20} aria-hidden />}
            >
              Mailbox
            </Button>
          )}
          <Button
            component="a"
            href="/api/docs"
            target="_blank"
            rel="noreferrer"
            variant="default"
            leftSection={<IconBook size={20} aria-hidden />}
          >
            API documentation
          </Button>
        </>
      }
    >
      <QueryState query={query} label="The state of the system">
        {(system) => (
          <Stack gap="md">
            <Services system={system} />
            <Backup backup={system.backup} />
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}

function Services({ system }: { system: SystemStatus }) {
  const { store } = useSession();
  const broken = system.services.filter(({ status }) => status !== "ok").length;
  return (
    <Section
      title="Services"
      flush
      actions={
        <Text size="sm" role="status" className="soft">
          {broken === 0
            ? "All of them work"
            : `${broken} of ${system.services.length} do not work as they should`}
        </Text>
      }
    >
      <DataTable<ServiceStatus>
        label="Services"
        rows={system.services}
        rowKey={({ service }) => service}
        columns={[
          { header: "Service", cell: ({ service }) => <strong>{service}</strong> },
          {
            header: "State",
            cell: ({ status }) => (
              <Badge variant="light" color={serviceStates[status].color}>
                {serviceStates[status].name}
              </Badge>
            ),
          },
          { header: "Version", cell: ({ version }) => version ?? "–" },
          {
            header: "Running for",
            wide: true,
            cell: ({ uptimeSeconds }) =>
              uptimeSeconds === null ? "–" : formatDuration(uptimeSeconds, store.locale),
          },
          {
            header: "Needs",
            cell: ({ dependencies }) => (
              <Group gap={6}>
                {Object.entries(dependencies).map(([name, { status, milliseconds, error }]) => (
                  <Badge
                    key={name}
                    variant={status === "ok" ? "default" : "light"}
                    color={status === "ok" ? "gray" : "red"}
                    title={error}
                  >
                    {name} {status === "ok" ? `${milliseconds} ms` : (error ?? "failed")}
                  </Badge>
                ))}
              </Group>
            ),
          },
        ]}
      />
    </Section>
  );
}

function Backup({ backup }: { backup: BackupStatus }) {
  const { store } = useSession();
  const state = backupStates[backup.status];
  return (
    <Section title="Backups">
      <Facts
        items={[
          [
            "State",
            <>
              <Badge variant="light" color={state.color} size="lg">
                {state.name}
              </Badge>
              <div className="soft" style={{ fontSize: 13, fontWeight: 400 }}>
                {state.meaning}
              </div>
            </>,
          ],
          [
            "Last complete backup",
            backup.lastSuccessAt
              ? `${formatTime(backup.lastSuccessAt, store)}${
                  backup.ageSeconds === null
                    ? ""
                    : ` (${formatDuration(backup.ageSeconds, store.locale)} ago)`
                }`
              : "None",
          ],
          ["Size", backup.sizeBytes === null ? "–" : formatBytes(backup.sizeBytes, store.locale)],
          ["Can be restored up to", backup.restorableUntil ? formatTime(backup.restorableUntil, store) : "–"],
        ]}
      />
    </Section>
  );
}
