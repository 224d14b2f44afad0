import { IconPlus, IconStack2 } from "@tabler/icons-react";
import { Link } from "react-router";
import { ListTable } from "../../../components/data-table.tsx";
import { LinkButton } from "../../../components/link-button.tsx";
import { Page } from "../../../components/page.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { useMay } from "../../../lib/session-context.ts";
import { useProductGroups } from "../api/groups.ts";
import { ProductsNavigation } from "../components/products-navigation.tsx";

/** Products that come in sizes, colours and the like. */
export default function VariantGroups() {
  const mayWrite = useMay("catalogue:write");
  const list = useProductGroups();
  const create = mayWrite && (
    <LinkButton to="/products/variants/new" leftSection={<IconPlus size={20} aria-hidden />}>
      New product with variants
    </LinkButton>
  );
  return (
    <Page title="Variants" subtitle="Products that come in sizes, colours and the like." actions={create}>
      <ProductsNavigation />
      <ListTable
        label="Products with variants"
        list={list}
        rowKey={({ id }) => id}
        columns={[
          {
            header: "Name",
            cell: ({ id, name }) => (
              <Link className="link" to={`/products/variants/${id}`}>
                {name}
              </Link>
            ),
          },
          {
            header: "Differs in",
            cell: ({ options }) =>
              options.map(({ name, values }) => `${name}: ${values.join(", ")}`).join(" · "),
          },
          { header: "Variants", cell: ({ variantCount }) => variantCount, numeric: true },
        ]}
        empty={
          <StatePanel icon={IconStack2} title="No products with variants yet" action={create}>
            Create one product for a shirt in five sizes, and every size gets its own stock and barcode.
          </StatePanel>
        }
      />
    </Page>
  );
}
