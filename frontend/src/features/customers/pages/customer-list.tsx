import { Button } from "@mantine/core";
import { IconPlus, IconSearchOff, IconUsers } from "@tabler/icons-react";
import { Link } from "react-router";
import { ListTable } from "../../../components/data-table.tsx";
import { LinkButton } from "../../../components/link-button.tsx";
import { Page } from "../../../components/page.tsx";
import { SearchField } from "../../../components/search-field.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { Toolbar } from "../../../components/toolbar.tsx";
import { formatDay } from "../../../lib/format.ts";
import { useMay, useSession } from "../../../lib/session-context.ts";
import { useFilters } from "../../../lib/use-filters.ts";
import { useCustomers } from "../api/customers.ts";

/** Customers of the business, whichever store they come to. */
export default function CustomerList() {
  const { store } = useSession();
  const mayWrite = useMay("customer:write");
  const [filter, setFilter] = useFilters();
  const search = filter("search");
  const create = mayWrite && (
    <LinkButton to="/customers/new" leftSection={<IconPlus size={20} aria-hidden />}>
      New customer
    </LinkButton>
  );
  return (
    <Page title="Customers" subtitle="Of all stores" actions={create}>
      <Toolbar>
        <SearchField
          label="Search customers"
          placeholder="Name, e-mail, telephone or number"
          value={search}
          onSearch={(text) => setFilter({ search: text })}
        />
      </Toolbar>
      <ListTable
        label="Customers"
        list={useCustomers(search)}
        rowKey={({ id }) => id}
        columns={[
          {
            header: "Name",
            cell: ({ id, name }) => (
              <Link className="link" to={`/customers/${id}`}>
                {name}
              </Link>
            ),
          },
          { header: "Number", cell: ({ number }) => <span className="amount">{number}</span> },
          { header: "E-mail", cell: ({ email }) => email ?? "–" },
          {
            header: "Telephone",
            cell: ({ phone }) => <span className="amount">{phone ?? "–"}</span>,
            wide: true,
          },
          { header: "Since", cell: ({ createdAt }) => formatDay(createdAt, store), wide: true },
          { header: "Points", cell: ({ loyaltyPoints }) => loyaltyPoints, numeric: true },
        ]}
        empty={
          search ? (
            <StatePanel
              icon={IconSearchOff}
              title="Nobody found"
              action={
                <Button variant="default" onClick={() => setFilter({ search: "" })}>
                  Show all customers
                </Button>
              }
            >
              Nobody matches “{search}”.
            </StatePanel>
          ) : (
            <StatePanel icon={IconUsers} title="No customers yet" action={create}>
              Customers collect points and get their receipts by e-mail.
            </StatePanel>
          )
        }
      />
    </Page>
  );
}
