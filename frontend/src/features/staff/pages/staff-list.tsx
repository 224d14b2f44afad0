import type { User } from "@cloudpos/contracts";
import { Avatar, Badge, Group, Select } from "@mantine/core";
import { IconPlus, IconSearchOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { DataTable } from "../../../components/data-table.tsx";
import { LinkButton } from "../../../components/link-button.tsx";
import { Page } from "../../../components/page.tsx";
import { QueryState } from "../../../components/query-state.tsx";
import { SearchField } from "../../../components/search-field.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { Toolbar } from "../../../components/toolbar.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { formatTime } from "../../../lib/format.ts";
import { useMay, useSession } from "../../../lib/session-context.ts";
import { useFilters } from "../../../lib/use-filters.ts";
import { storeNamesQuery, usersQuery } from "../api/users.ts";
import { StaffNavigation } from "../components/staff-navigation.tsx";
import { roleName, roleNames } from "../role-names.ts";

/** Everybody who may sign in, or could once. */
export default function StaffList() {
  const { store } = useSession();
  const api = useApi();
  const mayWrite = useMay("staff:write");
  const users = useQuery(usersQuery(api));
  const stores = useQuery(storeNamesQuery(api)).data ?? [];
  const [filter, setFilter] = useFilters();
  const [search, role, storeId, state] = [
    filter("search"),
    filter("role"),
    filter("store"),
    filter("state") || "active",
  ];
  const matches = (user: User) =>
    (search === "" ||
      `${user.displayName} ${user.email ?? ""}`.toLowerCase().includes(search.toLowerCase())) &&
    (role === "" || user.role === role) &&
    (storeId === "" || user.storeIds.includes(storeId)) &&
    (state === "all" || user.active === (state === "active"));

  return (
    <Page
      title="Staff"
      actions={
        mayWrite && (
          <LinkButton to="/staff/new" leftSection={<IconPlus size={20} aria-hidden />}>
            New person
          </LinkButton>
        )
      }
    >
      <StaffNavigation />
      <Toolbar>
        <SearchField
          label="Search staff"
          placeholder="Name or e-mail"
          value={search}
          onSearch={(text) => setFilter({ search: text })}
        />
        <Select
          aria-label="Role"
          placeholder="All roles"
          clearable
          data={roleNames.map((each) => ({ value: each.role, label: each.name }))}
          value={role || null}
          onChange={(value) => setFilter({ role: value })}
          w={160}
        />
        {stores.length > 1 && (
          <Select
            aria-label="Store"
            placeholder="All stores"
            clearable
            data={stores.map(({ id, name }) => ({ value: id, label: name }))}
            value={storeId || null}
            onChange={(value) => setFilter({ store: value })}
            w={200}
          />
        )}
        <Select
          aria-label="State"
          data={[
            { value: "active", label: "Active" },
            { value: "inactive", label: "Deactivated" },
            { value: "all", label: "All" },
          ]}
          value={state}
          onChange={(value) => setFilter({ state: value === "active" ? "" : value })}
          w={160}
        />
      </Toolbar>
      <QueryState query={users} label="The staff">
        {(everybody) => {
          const found = everybody.filter(matches);
          return found.length === 0 ? (
            <StatePanel icon={IconSearchOff} title="Nobody found">
              Nobody matches these filters.
            </StatePanel>
          ) : (
            <DataTable
              label="Staff"
              rows={found}
              rowKey={({ id }) => id}
              columns={[
                {
                  header: "Name",
                  cell: (user) => (
                    <Link className="link" to={`/staff/${user.id}`}>
                      <Avatar
                        name={user.displayName}
                        size={34}
                        radius="xl"
                        color={user.active ? "pine" : "gray"}
                        mr={12}
                        aria-hidden
                      />
                      {user.displayName}
                    </Link>
                  ),
                },
                { header: "Role", cell: (user) => roleName(user.role) },
                {
                  header: "Stores",
                  wide: true,
                  cell: (user) =>
                    user.storeIds.map((id) => stores.find((each) => each.id === id)?.name ?? "…").join(", "),
                },
                { header: "E-mail", wide: true, cell: (user) => user.email ?? "–" },
                {
                  header: "State",
                  cell: (user) => (
                    <Group gap={6} wrap="nowrap">
                      {!user.active && (
                        <Badge variant="light" color="gray">
                          Deactivated
                        </Badge>
                      )}
                      {user.active && !user.hasPin && !user.hasPassword && (
                        <Badge variant="light" color="orange">
                          Cannot sign in
                        </Badge>
                      )}
                      {user.active && (user.hasPin || user.hasPassword) && (
                        <span className="soft">
                          {[user.hasPin && "PIN", user.hasPassword && "password"].filter(Boolean).join(", ")}
                        </span>
                      )}
                    </Group>
                  ),
                },
                {
                  header: "Last sign-in",
                  wide: true,
                  cell: (user) => (user.lastSignInAt ? formatTime(user.lastSignInAt, store) : "Never"),
                },
              ]}
            />
          );
        }}
      </QueryState>
    </Page>
  );
}
