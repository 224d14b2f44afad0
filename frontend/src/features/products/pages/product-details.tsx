import type { Product } from "@cloudpos/contracts";
import { Alert, Badge, Button, Group } from "@mantine/core";
import { IconArchive, IconArchiveOff, IconPackages } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { LinkButton } from "../../../components/link-button.tsx";
import { tellDone } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { QueryState } from "../../../components/query-state.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { ApiError } from "../../../lib/api-client.ts";
import { formatQuantity, formatTime } from "../../../lib/format.ts";
import { useMay, useSession } from "../../../lib/session-context.ts";
import { productQuery, useChangeProduct } from "../api/products.ts";
import { ProductForm, type CompleteProductValues } from "../components/product-form.tsx";

/** One product: looked at, changed, archived. */
export default function ProductDetails() {
  const { id = "" } = useParams();
  const query = useQuery(productQuery(useApi(), id));
  return query.data ? (
    <Details product={query.data} />
  ) : (
    <Page title="Product" back={{ to: "/products", label: "Products" }}>
      <QueryState query={query} label="The product">
        {() => null}
      </QueryState>
    </Page>
  );
}

function Details({ product }: { product: Product }) {
  const { store } = useSession();
  const mayWrite = useMay("catalogue:write");
  const maySeeStock = useMay("stock:write");
  const queries = useQueryClient();
  const change = useChangeProduct(product.id);
  const [asking, setAsking] = useState(false);
  const [overtaken, setOvertaken] = useState(false);

  const save = async (values: CompleteProductValues) => {
    try {
      await change.mutateAsync({
        revision: product.revision,
        name: values.name.trim(),
        sku: values.sku.trim(),
        barcodes: values.barcodes,
        categoryId: values.categoryId,
        taxClass: values.taxClass,
        defaultPriceMinor: values.defaultPriceMinor,
        storePriceMinor: values.storePriceMinor,
        reorderLevelMilli: values.reorderLevelMilli,
      });
      tellDone("Saved.");
    } catch (error) {
      if (error instanceof ApiError && error.code === "revision-stale") setOvertaken(true);
      throw error;
    }
  };

  return (
    <Page
      title={product.name}
      subtitle={
        <Group gap="xs">
          <span>{product.sku}</span>
          {product.options.map(({ name, value }) => (
            <Badge key={name} variant="light" color="gray">
              {name}: {value}
            </Badge>
          ))}
          {product.archived && (
            <Badge variant="light" color="gray">
              Archived
            </Badge>
          )}
          <span>
            {formatQuantity(product.stockOnHandMilli, store.locale)} in stock · changed{" "}
            {formatTime(product.updatedAt, store)}
          </span>
          {product.groupId && (
            <Link className="link" to={`/products/variants/${product.groupId}`}>
              All variants
            </Link>
          )}
        </Group>
      }
      back={{ to: "/products", label: "Products" }}
      actions={
        <>
          {maySeeStock && (
            <LinkButton
              to={`/stock/${product.id}`}
              variant="default"
              leftSection={<IconPackages size={20} aria-hidden />}
            >
              Stock
            </LinkButton>
          )}
          {mayWrite && (
            <Button
              variant="default"
              leftSection={
                product.archived ? (
                  <IconArchiveOff size={20} aria-hidden />
                ) : (
                  <IconArchive size={20} aria-hidden />
                )
              }
              onClick={() => setAsking(true)}
            >
              {product.archived ? "Sell again" : "Archive"}
            </Button>
          )}
        </>
      }
    >
      {overtaken && (
        <Alert color="orange" title="Somebody else has changed this product" mb="md" role="alert">
          Nothing was overwritten. Look at what it is now, then make your change again.
          <Group mt="sm">
            <Button
              variant="default"
              onClick={() => {
                setOvertaken(false);
                void queries.invalidateQueries({ queryKey: ["office", "product", product.id] });
              }}
            >
              Show what it is now
            </Button>
          </Group>
        </Alert>
      )}
      <ProductForm key={product.revision} product={product} readOnly={!mayWrite} onSave={save} />
      {asking && (
        <ConfirmDialog
          title={product.archived ? `Sell ${product.name} again?` : `Archive ${product.name}?`}
          action={product.archived ? "Sell again" : "Archive"}
          onClose={() => setAsking(false)}
          onConfirm={async () => {
            await change.mutateAsync({ revision: product.revision, archived: !product.archived });
            tellDone(product.archived ? "It is sold again." : "Archived.");
          }}
        >
          {product.archived
            ? "Search, barcode and the register's grid find it again."
            : "Search and barcodes no longer find it, and registers stop selling it. Its history stays, and it can be sold again later."}
        </ConfirmDialog>
      )}
    </Page>
  );
}
