import type { Product } from "@cloudpos/contracts";
import { Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { MoneyField } from "../../../components/money-field.tsx";
import { QuantityField } from "../../../components/quantity-field.tsx";
import { SaveBar } from "../../../components/save-bar.tsx";
import { Section } from "../../../components/section.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { formatBasisPoints } from "../../../lib/format.ts";
import { useServerForm } from "../../../lib/server-form.ts";
import { useStoreMoney } from "../../../lib/session-context.ts";
import { categoriesQuery, taxClassesQuery } from "../api/classification.ts";
import { barcodeProblem } from "../barcodes.ts";
import { BarcodesField } from "./barcodes-field.tsx";

/** What the form of a product holds. */
export interface ProductValues extends Record<string, unknown> {
  name: string;
  sku: string;
  barcodes: string[];
  categoryId: string | null;
  taxClass: string | null;
  defaultPriceMinor: number | null;
  storePriceMinor: number | null;
  reorderLevelMilli: number | null;
}

/** Values that the server takes: everything required is there. */
export type CompleteProductValues = ProductValues & {
  categoryId: string;
  taxClass: string;
  defaultPriceMinor: number;
};

/** The fields of a product, new or to be changed. */
export function ProductForm(props: {
  product?: Product;
  readOnly: boolean;
  onSave: (values: CompleteProductValues) => Promise<unknown>;
  onCancel?: () => void;
}) {
  const { product, readOnly } = props;
  const { store, money } = useStoreMoney();
  const api = useApi();
  const categories = useQuery(categoriesQuery(api));
  const taxClasses = useQuery(taxClassesQuery(api));
  const { form, problem, isSaving, onSubmit } = useServerForm<ProductValues>(
    {
      initialValues: {
        name: product?.name ?? "",
        sku: product?.sku ?? "",
        barcodes: product?.barcodes ?? [],
        categoryId: product?.categoryId ?? null,
        taxClass: product?.taxClass ?? null,
        defaultPriceMinor: product?.defaultPriceMinor ?? null,
        storePriceMinor: product?.storePriceMinor ?? null,
        reorderLevelMilli: product?.reorderLevelMilli ?? null,
      },
      validate: {
        name: (name) => (name.trim() === "" ? "Give the product a name." : null),
        sku: (sku) => (sku.trim() === "" ? "Give the product a SKU." : null),
        barcodes: (barcodes) => barcodes.map(barcodeProblem).find((found) => found !== null) ?? null,
        categoryId: (id) => (id === null ? "Choose a category." : null),
        taxClass: (code) => (code === null ? "Choose a tax class." : null),
        defaultPriceMinor: (price) => (price === null ? "Enter a price; 0 is possible." : null),
      },
    },
    (values) => props.onSave(values as CompleteProductValues),
    {
      fieldOfCode: {
        "sku-taken": "sku",
        "barcode-taken": "barcodes",
        "category-not-found": "categoryId",
        "tax-class-not-found": "taxClass",
      },
    },
  );
  const rate = (basisPoints: number) => formatBasisPoints(basisPoints, store.locale);
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <Section title="Product">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
            <TextInput
              label="Name"
              required
              maxLength={200}
              disabled={readOnly}
              {...form.getInputProps("name")}
            />
            <TextInput
              label="SKU"
              required
              maxLength={64}
              disabled={readOnly}
              {...form.getInputProps("sku")}
            />
            <Select
              label="Category"
              required
              searchable
              data={(categories.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              disabled={readOnly}
              {...form.getInputProps("categoryId")}
            />
            <BarcodesField disabled={readOnly} {...form.getInputProps("barcodes")} />
          </SimpleGrid>
        </Section>
        <Section title="Price and tax">
          <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
            <MoneyField
              label="Price"
              description={store.pricesIncludeTax ? "With tax" : "Without tax"}
              required
              currency={store.currency}
              disabled={readOnly}
              {...form.getInputProps("defaultPriceMinor")}
            />
            <MoneyField
              label={`Price in ${store.name}`}
              description="Leave empty for the usual price"
              currency={store.currency}
              placeholder={form.values.defaultPriceMinor === null ? "" : money(form.values.defaultPriceMinor)}
              disabled={readOnly}
              {...form.getInputProps("storePriceMinor")}
            />
            <Select
              label="Tax class"
              description="Its rate applies from the next sale"
              required
              data={(taxClasses.data ?? []).map(({ code, name, rateBasisPoints }) => ({
                value: code,
                label: `${name} (${rate(rateBasisPoints)})`,
              }))}
              disabled={readOnly}
              {...form.getInputProps("taxClass")}
            />
          </SimpleGrid>
        </Section>
        <Section title="Stock">
          <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
            <QuantityField
              label="Reorder level"
              description="At or below it, the stock is low here; empty: nobody watches it"
              min={0}
              disabled={readOnly}
              {...form.getInputProps("reorderLevelMilli")}
            />
          </SimpleGrid>
        </Section>
        {!readOnly && (
          <SaveBar
            problem={problem}
            isSaving={isSaving}
            disabled={product !== undefined && !form.isDirty()}
            {...(props.onCancel && { onCancel: props.onCancel })}
          />
        )}
      </Stack>
    </form>
  );
}
