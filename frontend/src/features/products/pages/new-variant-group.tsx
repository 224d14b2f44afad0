import type { ProductOption } from "@cloudpos/contracts";
import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { v7 as uuidV7 } from "uuid";
import { DataTable } from "../../../components/data-table.tsx";
import { MoneyField } from "../../../components/money-field.tsx";
import { tellDone } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { SaveBar } from "../../../components/save-bar.tsx";
import { Section } from "../../../components/section.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { useServerForm } from "../../../lib/server-form.ts";
import { useStoreMoney } from "../../../lib/session-context.ts";
import { categoriesQuery, taxClassesQuery } from "../api/classification.ts";
import { useCreateGroup } from "../api/groups.ts";
import { barcodeProblem } from "../barcodes.ts";
import { combinations, variantSku } from "../variants.ts";

interface Values extends Record<string, unknown> {
  name: string;
  sku: string;
  categoryId: string | null;
  taxClass: string | null;
  defaultPriceMinor: number | null;
  options: ProductOption[];
}

/** What somebody has said about one combination; what is absent follows from the form. */
interface Override {
  off?: boolean;
  barcode?: string;
}

const mostVariants = 200;

/** Creates a product in all its sizes, colours and the like at once. */
export default function NewVariantGroup() {
  const navigate = useNavigate();
  const { store } = useStoreMoney();
  const api = useApi();
  const categories = useQuery(categoriesQuery(api));
  const taxClasses = useQuery(taxClassesQuery(api));
  const create = useCreateGroup();
  const [id] = useState(() => uuidV7());
  const [overrides, setOverrides] = useState<Record<string, Override>>({});
  // One id per combination for as long as the form is open: pressing twice creates nothing twice.
  const ids = useMemo(() => new Map<string, string>(), []);
  const idOf = (key: string) => {
    if (!ids.has(key)) ids.set(key, uuidV7());
    return ids.get(key)!;
  };

  const { form, problem, isSaving, onSubmit } = useServerForm<Values>(
    {
      initialValues: {
        name: "",
        sku: "",
        categoryId: null,
        taxClass: null,
        defaultPriceMinor: null,
        options: [{ name: "Size", values: [] }],
      },
      validate: {
        name: (name) => (name.trim() === "" ? "Give the product a name." : null),
        sku: (sku) => (sku.trim() === "" ? "The variants' SKUs begin with it." : null),
        categoryId: (value) => (value === null ? "Choose a category." : null),
        taxClass: (value) => (value === null ? "Choose a tax class." : null),
        defaultPriceMinor: (value) => (value === null ? "Enter a price; 0 is possible." : null),
        options: {
          name: (name) => (name.trim() === "" ? "Say what the variants differ in." : null),
          values: (values) => (values.length === 0 ? "Add at least one value." : null),
        },
      },
    },
    async (values) => {
      await create.mutateAsync({
        id,
        name: values.name.trim(),
        categoryId: values.categoryId!,
        taxClass: values.taxClass!,
        defaultPriceMinor: values.defaultPriceMinor!,
        options: values.options.map((option) => ({ ...option, name: option.name.trim() })),
        variants: rows
          .filter(({ off }) => !off)
          .map((row) => ({
            id: idOf(row.key),
            sku: row.sku,
            options: row.options,
            ...(row.barcode !== "" && { barcodes: [row.barcode] }),
          })),
      });
      tellDone(`${values.name.trim()} was created.`);
      void navigate(`/products/variants/${id}`, { replace: true });
    },
    { fieldOfCode: { "sku-taken": "sku" } },
  );

  const { options, sku } = form.values;
  const complete = combinations(options);
  const rows = (complete.length === 1 && complete[0]!.length === 0 ? [] : complete).map((found) => {
    const key = found.map(({ name, value }) => `${name}=${value}`).join("|");
    const { off = false, barcode = "" } = overrides[key] ?? {};
    return { key, options: found, sku: variantSku(sku, found), off, barcode };
  });
  const wanted = rows.filter(({ off }) => !off).length;
  const wrongBarcode = rows.some(
    ({ off, barcode }) => !off && barcode !== "" && barcodeProblem(barcode) !== null,
  );
  const override = (key: string, change: Override) =>
    setOverrides((before) => ({ ...before, [key]: { ...before[key], ...change } }));

  return (
    <Page title="New product with variants" back={{ to: "/products/variants", label: "Variants" }}>
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="md">
          <Section title="Product">
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
              <TextInput label="Name" required maxLength={150} {...form.getInputProps("name")} />
              <TextInput
                label="SKU"
                description="The variants' SKUs begin with it"
                required
                maxLength={40}
                {...form.getInputProps("sku")}
              />
              <Select
                label="Category"
                required
                searchable
                data={(categories.data ?? []).map((category) => ({
                  value: category.id,
                  label: category.name,
                }))}
                {...form.getInputProps("categoryId")}
              />
              <MoneyField
                label="Price"
                required
                currency={store.currency}
                {...form.getInputProps("defaultPriceMinor")}
              />
              <Select
                label="Tax class"
                required
                data={(taxClasses.data ?? []).map(({ code, name }) => ({ value: code, label: name }))}
                {...form.getInputProps("taxClass")}
              />
            </SimpleGrid>
          </Section>
          <Section
            title="What the variants differ in"
            actions={
              options.length < 3 && (
                <Button
                  variant="default"
                  size="md"
                  leftSection={<IconPlus size={18} aria-hidden />}
                  onClick={() => form.insertListItem("options", { name: "", values: [] })}
                >
                  Add an option
                </Button>
              )
            }
          >
            <Stack gap="sm">
              {options.map((_option, index) => (
                <Group key={index} align="flex-start" wrap="nowrap">
                  <TextInput
                    label="Option"
                    w={200}
                    maxLength={50}
                    {...form.getInputProps(`options.${index}.name`)}
                  />
                  <TagsInput
                    label="Values"
                    placeholder="Enter adds a value"
                    style={{ flex: 1 }}
                    maxTags={50}
                    {...form.getInputProps(`options.${index}.values`)}
                  />
                  {options.length > 1 && (
                    <ActionIcon
                      mt={26}
                      aria-label={`Remove option ${index + 1}`}
                      onClick={() => form.removeListItem("options", index)}
                    >
                      <IconTrash aria-hidden />
                    </ActionIcon>
                  )}
                </Group>
              ))}
            </Stack>
          </Section>
          <Section title={`Variants (${wanted})`} flush={rows.length > 0}>
            {rows.length === 0 ? (
              <Text className="soft">They appear here as soon as an option has values.</Text>
            ) : (
              <DataTable
                label="Variants"
                rows={rows}
                rowKey={({ key }) => key}
                columns={[
                  {
                    header: "Variant",
                    cell: (row) => (
                      <Checkbox
                        label={row.options.map(({ value }) => value).join(", ")}
                        checked={!row.off}
                        onChange={(event) => override(row.key, { off: !event.currentTarget.checked })}
                      />
                    ),
                  },
                  { header: "SKU", code: true, cell: (row) => row.sku },
                  {
                    header: "Barcode",
                    width: 320,
                    cell: (row) => (
                      <TextInput
                        size="md"
                        aria-label={`Barcode of ${row.options.map(({ value }) => value).join(", ")}`}
                        inputMode="numeric"
                        maxLength={14}
                        disabled={row.off}
                        value={row.barcode}
                        error={row.barcode.length >= 8 ? barcodeProblem(row.barcode) : null}
                        onChange={(event) => override(row.key, { barcode: event.currentTarget.value.trim() })}
                      />
                    ),
                  },
                ]}
              />
            )}
          </Section>
          {wanted > mostVariants && (
            <Text role="alert" style={{ color: "var(--danger)" }}>
              At most {mostVariants} variants can be created at once.
            </Text>
          )}
          <SaveBar
            problem={problem}
            isSaving={isSaving}
            disabled={wanted === 0 || wanted > mostVariants || wrongBarcode}
            label={`Create ${wanted} ${wanted === 1 ? "variant" : "variants"}`}
            onCancel={() => void navigate("/products/variants")}
          />
        </Stack>
      </form>
    </Page>
  );
}
