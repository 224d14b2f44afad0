import { Group, Select } from "@mantine/core";
import { IconChartBarOff } from "@tabler/icons-react";
import { ListTable } from "../../../components/data-table.tsx";
import { Page } from "../../../components/page.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { formatQuantity } from "../../../lib/format.ts";
import { useStoreMoney } from "../../../lib/session-context.ts";
import { useFilters } from "../../../lib/use-filters.ts";
import { useProductSums, type ProductsSort } from "../api/range-reports.ts";
import { CsvButton } from "../components/csv-button.tsx";
import { RangeControl } from "../components/range-control.tsx";
import { ReportsNavigation } from "../components/reports-navigation.tsx";
import { useRange } from "../use-range.ts";

const sorts = [
  { value: "total", label: "Highest revenue first" },
  { value: "quantity", label: "Most sold first" },
  { value: "refunded", label: "Most given back first" },
];

/** Every product that was sold in some days. */
export default function ProductSums() {
  const { store, money } = useStoreMoney();
  const [range, setRange] = useRange();
  const [filter, setFilter] = useFilters();
  const sort = (
    sorts.some(({ value }) => value === filter("sort")) ? filter("sort") : "total"
  ) as ProductsSort;
  const list = useProductSums(range, sort);
  const quantity = (milli: number) => formatQuantity(milli, store.locale);
  return (
    <Page
      title="Products sold"
      actions={<CsvButton report="products" label="products sold" from={range.from} to={range.to} />}
    >
      <ReportsNavigation />
      <Group align="flex-start" justify="space-between">
        <RangeControl range={range} onChange={setRange} />
        <Select
          aria-label="Order"
          data={sorts}
          value={sort}
          onChange={(value) => setFilter({ sort: value === "total" ? "" : value })}
          w={250}
        />
      </Group>
      <ListTable
        label="Products sold"
        list={list}
        rowKey={({ productId }) => productId}
        columns={[
          { header: "Product", cell: ({ name }) => name },
          { header: "SKU", code: true, cell: ({ sku }) => sku, wide: true },
          { header: "Category", cell: ({ category }) => category ?? "–" },
          { header: "Sold", cell: ({ quantityMilli }) => quantity(quantityMilli), numeric: true },
          { header: "Returned", cell: ({ returnedMilli }) => quantity(returnedMilli), numeric: true },
          {
            header: "Discounts",
            cell: ({ discountMinor }) => money(discountMinor),
            numeric: true,
            wide: true,
          },
          {
            header: "Revenue",
            cell: ({ totalMinor }) => <strong>{money(totalMinor)}</strong>,
            numeric: true,
          },
        ]}
        empty={
          <StatePanel icon={IconChartBarOff} title="Nothing was sold in these days">
            Choose other days above.
          </StatePanel>
        }
      />
    </Page>
  );
}
