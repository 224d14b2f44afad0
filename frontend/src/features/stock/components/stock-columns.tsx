import type { Product } from "@cloudpos/contracts";
import { Badge } from "@mantine/core";
import { Link } from "react-router";
import type { Column } from "../../../components/data-table.tsx";
import { formatQuantity } from "../../../lib/format.ts";

/** Columns of lists of stock. */
export function stockColumns(locale: string): Column<Product>[] {
  const quantity = (milli: number) => formatQuantity(milli, locale);
  return [
    {
      header: "Name",
      cell: ({ id, name }) => (
        <Link className="link" to={`/stock/${id}`}>
          {name}
        </Link>
      ),
    },
    { header: "SKU", code: true, cell: ({ sku }) => sku },
    { header: "Category", cell: ({ category }) => category, wide: true },
    {
      header: "State",
      cell: ({ stockOnHandMilli, reorderLevelMilli }) =>
        stockOnHandMilli < 0 ? (
          <Badge variant="light" color="red" c="var(--danger)">
            Below zero
          </Badge>
        ) : reorderLevelMilli !== null && stockOnHandMilli <= reorderLevelMilli ? (
          <Badge variant="light" color="orange" c="var(--warn)">
            Low
          </Badge>
        ) : null,
    },
    {
      header: "Reorder at",
      cell: ({ reorderLevelMilli }) => (reorderLevelMilli === null ? "–" : quantity(reorderLevelMilli)),
      numeric: true,
    },
    {
      header: "On hand",
      cell: ({ stockOnHandMilli }) => <strong>{quantity(stockOnHandMilli)}</strong>,
      numeric: true,
    },
  ];
}
