import { IconAdjustments, IconMoodSmile } from "@tabler/icons-react";
import { ListTable } from "../../../components/data-table.tsx";
import { LinkButton } from "../../../components/link-button.tsx";
import { Page } from "../../../components/page.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { useSession } from "../../../lib/session-context.ts";
import { useLowStock } from "../api/stock.ts";
import { stockColumns } from "../components/stock-columns.tsx";
import { StockNavigation } from "../components/stock-navigation.tsx";

/** What should be ordered: stock at or below its reorder level. */
export default function LowStock() {
  const { store } = useSession();
  const list = useLowStock();
  const count = list.first?.count;
  return (
    <Page
      title="Low stock"
      subtitle={
        count !== undefined &&
        `${count} ${count === 1 ? "product is" : "products are"} at or below the reorder level in ${store.name}`
      }
      actions={
        <LinkButton to="/stock/adjust" leftSection={<IconAdjustments size={20} aria-hidden />}>
          Receive goods
        </LinkButton>
      }
    >
      <StockNavigation />
      <ListTable
        label="Low stock"
        list={list}
        columns={stockColumns(store.locale)}
        rowKey={({ id }) => id}
        empty={
          <StatePanel icon={IconMoodSmile} title="Nothing is low">
            Products with a reorder level appear here when their stock falls to it.
          </StatePanel>
        }
      />
    </Page>
  );
}
