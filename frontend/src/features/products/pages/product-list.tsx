import { Badge, Button, Select } from "@mantine/core";
import type { Product } from "@cloudpos/contracts";
import { IconDownload, IconPlus, IconSearchOff, IconTag } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { ListTable, type Column } from "../../../components/data-table.tsx";
import { LinkButton } from "../../../components/link-button.tsx";
import { tellFailed } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { SearchField } from "../../../components/search-field.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { Toolbar } from "../../../components/toolbar.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { saveFile } from "../../../lib/download.ts";
import { formatQuantity } from "../../../lib/format.ts";
import { useMay, useStoreMoney } from "../../../lib/session-context.ts";
import { useFilters } from "../../../lib/use-filters.ts";
import { categoriesQuery } from "../api/classification.ts";
import { exportProducts, useProducts, type ProductFilter } from "../api/products.ts";
import { ProductsNavigation } from "../components/products-navigation.tsx";

/** The catalogue: searched and paged by the server, however large it is. */
export default function ProductList() {
  const { store, money } = useStoreMoney();
  const api = useApi();
  const mayWrite = useMay("catalogue:write");
  const [filter, setFilter] = useFilters();
  const categories = useQuery(categoriesQuery(api));
  const search = filter("search");
  const categoryId = filter("category");
  const archived = filter("archived") as ProductFilter["archived"];
  const list = useProducts({ search, categoryId, archived });
  const filtered = search !== "" || categoryId !== "" || archived !== "";

  const columns: Column<Product>[] = [
    {
      header: "Name",
      cell: (product) => (
        <Link className="link" to={`/products/${product.id}`}>
          {product.name}
        </Link>
      ),
    },
    { header: "SKU", code: true, cell: ({ sku }) => sku },
    { header: "Category", cell: ({ category }) => category },
    {
      header: "Barcode",
      cell: ({ barcode }) => <span className="amount">{barcode ?? "–"}</span>,
      wide: true,
    },
    { header: "Price", cell: ({ priceMinor }) => money(priceMinor), numeric: true },
    {
      header: "In stock",
      cell: (product) => <Stock product={product} locale={store.locale} />,
      numeric: true,
    },
  ];

  return (
    <Page
      title="Products"
      actions={
        <>
          <ExportButton />
          {mayWrite && (
            <LinkButton to="/products/new" leftSection={<IconPlus size={20} aria-hidden />}>
              New product
            </LinkButton>
          )}
        </>
      }
    >
      <ProductsNavigation />
      <Toolbar>
        <SearchField
          label="Search products"
          placeholder="Name, SKU or barcode"
          value={search}
          onSearch={(text) => setFilter({ search: text })}
        />
        <Select
          aria-label="Category"
          placeholder="All categories"
          clearable
          searchable
          data={(categories.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={categoryId || null}
          onChange={(id) => setFilter({ category: id })}
          w={220}
        />
        <Select
          aria-label="Archived products"
          data={[
            { value: "no", label: "Sold now" },
            { value: "only", label: "Archived" },
            { value: "also", label: "Sold and archived" },
          ]}
          value={archived || "no"}
          onChange={(value) => setFilter({ archived: value === "no" ? "" : value })}
          w={190}
        />
      </Toolbar>
      <ListTable
        label="Products"
        list={list}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          filtered ? (
            <StatePanel
              icon={IconSearchOff}
              title="Nothing found"
              action={
                <Button
                  variant="default"
                  onClick={() => setFilter({ search: "", category: "", archived: "" })}
                >
                  Show all products
                </Button>
              }
            >
              No product matches these filters.
            </StatePanel>
          ) : (
            <StatePanel
              icon={IconTag}
              title="No products yet"
              action={
                mayWrite && (
                  <>
                    <LinkButton to="/products/new">New product</LinkButton>
                    <LinkButton to="/products/import" variant="default">
                      Import a file
                    </LinkButton>
                  </>
                )
              }
            >
              Create them one by one, or import a CSV file.
            </StatePanel>
          )
        }
      />
    </Page>
  );
}

function Stock({ product, locale }: { product: Product; locale: string }) {
  if (product.archived) {
    return (
      <Badge variant="light" color="gray">
        Archived
      </Badge>
    );
  }
  const low = product.reorderLevelMilli !== null && product.stockOnHandMilli <= product.reorderLevelMilli;
  return (
    <span style={low ? { color: "var(--warn)", fontWeight: 600 } : undefined}>
      {formatQuantity(product.stockOnHandMilli, locale)}
      {low && <span className="visually-hidden"> (low)</span>}
    </span>
  );
}

function ExportButton() {
  const api = useApi();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      saveFile("products.csv", "text/csv", await exportProducts(api));
    } catch (error) {
      tellFailed("The products were not exported", error);
    }
    setBusy(false);
  };
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={20} aria-hidden />}
      loading={busy}
      onClick={() => void save()}
    >
      Export
    </Button>
  );
}
