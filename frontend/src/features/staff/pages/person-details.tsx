import type { User } from "@cloudpos/contracts";
import { Badge, Button, Group } from "@mantine/core";
import { IconKey, IconMapOff, IconNumbers, IconUserCheck, IconUserOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { Facts } from "../../../components/facts.tsx";
import { tellDone } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { QueryState } from "../../../components/query-state.tsx";
import { Section } from "../../../components/section.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { formatDay, formatTime } from "../../../lib/format.ts";
import { useMay, useSession } from "../../../lib/session-context.ts";
import { storeNamesQuery, useChangeUser, usersQuery } from "../api/users.ts";
import { PersonForm } from "../components/person-form.tsx";
import { SecretDialog } from "../components/secret-dialog.tsx";
import { roleName } from "../role-names.ts";

/** One person: looked at, changed, given a new PIN or password, deactivated. */
export default function PersonDetails() {
  const { id = "" } = useParams();
  const query = useQuery(usersQuery(useApi()));
  const person = query.data?.find((user) => user.id === id);
  if (person) return <Details key={person.id} person={person} />;
  return (
    <Page title="Person" back={{ to: "/staff", label: "Staff" }}>
      <QueryState query={query} label="The person">
        {() => (
          <StatePanel icon={IconMapOff} title="This person was not found">
            They may work in another store.
          </StatePanel>
        )}
      </QueryState>
    </Page>
  );
}

type Dialog = "pin" | "password" | "active";

function Details({ person }: { person: User }) {
  const { store, user } = useSession();
  const mayWrite = useMay("staff:write");
  const mayAudit = useMay("audit:read");
  const stores = useQuery(storeNamesQuery(useApi()));
  const change = useChangeUser(person.id);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const own = person.id === user.id;
  return (
    <Page
      title={person.displayName}
      subtitle={
        <Group gap="xs">
          {roleName(person.role)}
          {!person.active && (
            <Badge variant="light" color="gray">
              Deactivated
            </Badge>
          )}
          {mayAudit && (
            <Link className="link" to={`/staff/access-log?user=${person.id}`}>
              Access log
            </Link>
          )}
        </Group>
      }
      back={{ to: "/staff", label: "Staff" }}
      actions={
        mayWrite &&
        !own && (
          <Button
            variant="default"
            leftSection={
              person.active ? <IconUserOff size={20} aria-hidden /> : <IconUserCheck size={20} aria-hidden />
            }
            onClick={() => setDialog("active")}
          >
            {person.active ? "Deactivate" : "Activate"}
          </Button>
        )
      }
    >
      <QueryState query={stores} label="The stores">
        {(found) => (
          <PersonForm
            key={person.revision}
            person={person}
            stores={found}
            readOnly={!mayWrite}
            onSave={async ({ displayName, role, email, storeIds }) => {
              await change.mutateAsync({
                revision: person.revision,
                displayName: displayName.trim(),
                email: email.trim() === "" ? null : email.trim().toLowerCase(),
                storeIds,
                ...(role !== person.role && { role }),
              });
              tellDone("Saved.");
            }}
          />
        )}
      </QueryState>
      <div style={{ marginTop: 16 }}>
        <Section
          title="Sign-in"
          actions={
            mayWrite && (
              <>
                <Button
                  variant="default"
                  size="md"
                  leftSection={<IconNumbers size={18} aria-hidden />}
                  onClick={() => setDialog("pin")}
                >
                  {person.hasPin ? "New PIN" : "Set a PIN"}
                </Button>
                <Button
                  variant="default"
                  size="md"
                  leftSection={<IconKey size={18} aria-hidden />}
                  disabled={person.email === null}
                  onClick={() => setDialog("password")}
                >
                  {person.hasPassword ? "New password" : "Set a password"}
                </Button>
              </>
            )
          }
        >
          <Facts
            items={[
              ["PIN for registers", person.hasPin ? "Set" : "None"],
              [
                "Password for the back office",
                person.hasPassword ? "Set" : person.email === null ? "Needs an e-mail address" : "None",
              ],
              ["Last sign-in", person.lastSignInAt ? formatTime(person.lastSignInAt, store) : "Never"],
              ["Created", formatDay(person.createdAt, store)],
            ]}
          />
        </Section>
      </div>
      {(dialog === "pin" || dialog === "password") && (
        <SecretDialog person={person} kind={dialog} onClose={() => setDialog(null)} />
      )}
      {dialog === "active" && (
        <ConfirmDialog
          title={person.active ? `Deactivate ${person.displayName}?` : `Activate ${person.displayName}?`}
          action={person.active ? "Deactivate" : "Activate"}
          danger={person.active}
          onClose={() => setDialog(null)}
          onConfirm={async () => {
            await change.mutateAsync({ revision: person.revision, active: !person.active });
            tellDone(person.active ? "Deactivated." : "Activated.");
          }}
        >
          {person.active
            ? "Their sessions end now and they cannot sign in any more. What they did stays under their name."
            : "They can sign in again with the PIN and password they had."}
        </ConfirmDialog>
      )}
    </Page>
  );
}
