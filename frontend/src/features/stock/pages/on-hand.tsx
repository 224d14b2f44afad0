import { IconAdjustments, IconPackages } from "@tabler/icons-react";
import { ListTable } from "../../../components/data-table.tsx";
import { LinkButton } from "../../../components/link-button.tsx";
import { Page } from "../../../components/page.tsx";
import { SearchField } from "../../../components/search-field.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { Toolbar } from "../../../components/toolbar.tsx";
import { useSession } from "../../../lib/session-context.ts";
import { useFilters } from "../../../lib/use-filters.ts";
import { useStock } from "../api/stock.ts";
import { stockColumns } from "../components/stock-columns.tsx";
import { StockNavigation } from "../components/stock-navigation.tsx";

/** What the store has. */
export default function OnHand() {
  const { store } = useSession();
  const [filter, setFilter] = useFilters();
  const search = filter("search");
  return (
    <Page
      title="Stock"
      subtitle={store.name}
      actions={
        <LinkButton to="/stock/adjust" leftSection={<IconAdjustments size={20} aria-hidden />}>
          Adjust stock
        </LinkButton>
      }
    >
      <StockNavigation />
      <Toolbar>
        <SearchField
          label="Search stock"
          placeholder="Name, SKU or barcode"
          value={search}
          onSearch={(text) => setFilter({ search: text })}
        />
      </Toolbar>
      <ListTable
        label="Stock"
        list={useStock(search)}
        columns={stockColumns(store.locale)}
        rowKey={({ id }) => id}
        empty={
          <StatePanel icon={IconPackages} title={search ? "Nothing found" : "No products yet"}>
            {search ? "No product matches." : "Create products first; their stock is kept here."}
          </StatePanel>
        }
      />
    </Page>
  );
}
