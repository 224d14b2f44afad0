import type { AccessEventName } from "@cloudpos/contracts";
import { Badge, Button, Select } from "@mantine/core";
import { IconShieldSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { ListTable } from "../../../components/data-table.tsx";
import { DayField } from "../../../components/day-field.tsx";
import { Page } from "../../../components/page.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { Toolbar } from "../../../components/toolbar.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { addDays, isDay } from "../../../lib/days.ts";
import { dayStart, formatTime } from "../../../lib/format.ts";
import { useMay, useSession } from "../../../lib/session-context.ts";
import { useFilters } from "../../../lib/use-filters.ts";
import { useAccessLog } from "../api/access-log.ts";
import { storeNamesQuery, usersQuery } from "../api/users.ts";
import { StaffNavigation } from "../components/staff-navigation.tsx";
import { alarming, eventNames } from "../event-names.ts";

const events = Object.entries(eventNames).map(([value, label]) => ({ value, label }));

/** Who signed in, was refused, approved or changed what; nothing in it is ever changed. */
export default function AccessLog() {
  const mayAudit = useMay("audit:read");
  return (
    <Page title="Access log" subtitle="Lines are only ever added. Newest first.">
      <StaffNavigation />
      {mayAudit ? (
        <Lines />
      ) : (
        <StatePanel icon={IconShieldSearch} title="The access log is not for your role">
          Owners and auditors read it.
        </StatePanel>
      )}
    </Page>
  );
}

function Lines() {
  const { store } = useSession();
  const api = useApi();
  const [filter, setFilter] = useFilters();
  const users = useQuery(usersQuery(api)).data ?? [];
  const stores = useQuery(storeNamesQuery(api)).data ?? [];
  const [event, userId, from, to] = [filter("event"), filter("user"), filter("from"), filter("to")];
  const list = useAccessLog({
    event: event in eventNames ? (event as AccessEventName) : "",
    userId,
    from: isDay(from) ? dayStart(from, store.timeZone) : "",
    to: isDay(to) ? dayStart(addDays(to, 1), store.timeZone) : "",
  });
  return (
    <>
      <Toolbar>
        <Select
          aria-label="Event"
          placeholder="All events"
          clearable
          searchable
          data={events}
          value={event || null}
          onChange={(value) => setFilter({ event: value })}
          w={230}
        />
        <Select
          aria-label="Person"
          placeholder="Everybody"
          clearable
          searchable
          data={users.map(({ id, displayName }) => ({ value: id, label: displayName }))}
          value={userId || null}
          onChange={(value) => setFilter({ user: value })}
          w={220}
        />
        <DayField label="From" value={from} onDay={(day) => setFilter({ from: day })} />
        <DayField label="To" value={to} onDay={(day) => setFilter({ to: day })} />
      </Toolbar>
      <ListTable
        label="Access log"
        list={list}
        rowKey={({ id }) => id}
        columns={[
          { header: "Time", cell: ({ at }) => <span className="amount">{formatTime(at, store)}</span> },
          {
            header: "Event",
            cell: (entry) =>
              alarming.has(entry.event) ? (
                <Badge color="red" variant="light" size="lg" tt="none">
                  {eventNames[entry.event]}
                </Badge>
              ) : (
                eventNames[entry.event]
              ),
          },
          {
            header: "Person",
            cell: ({ userName, actorName, userId: about, actorId }) => (
              <>
                {userName ?? "–"}
                {actorName && actorId !== about && <div className="soft">by {actorName}</div>}
              </>
            ),
          },
          { header: "Detail", cell: ({ detail }) => detail ?? "–" },
          {
            header: "Store",
            wide: true,
            cell: ({ storeId }) => stores.find(({ id }) => id === storeId)?.name ?? "–",
          },
          { header: "Address", wide: true, cell: ({ address }) => address },
        ]}
        empty={
          <StatePanel
            icon={IconShieldSearch}
            title="No lines"
            action={
              <Button variant="default" onClick={() => setFilter({ event: "", user: "", from: "", to: "" })}>
                Show everything
              </Button>
            }
          >
            Nothing in the access log matches these filters.
          </StatePanel>
        }
      />
    </>
  );
}
