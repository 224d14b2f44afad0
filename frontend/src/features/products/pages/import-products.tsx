import type { ImportColumn, ProductImport } from "@cloudpos/contracts";
import { Alert, Badge, Button, FileInput, Group, Stack, Text } from "@mantine/core";
import { IconCheck, IconFileSpreadsheet } from "@tabler/icons-react";
import { useState } from "react";
import { DataTable } from "../../../components/data-table.tsx";
import { Facts } from "../../../components/facts.tsx";
import { LinkButton } from "../../../components/link-button.tsx";
import { Page } from "../../../components/page.tsx";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { Section } from "../../../components/section.tsx";
import { useMay, useSession } from "../../../lib/session-context.ts";
import { useApplyImport, usePreviewImport } from "../api/imports.ts";
import { ProductsNavigation } from "../components/products-navigation.tsx";

/** Columns that an import reads; an export has the stock on hand as well. */
const columns: readonly Exclude<ImportColumn, "stock on hand">[] = [
  "sku",
  "name",
  "barcodes",
  "category",
  "price",
  "store price",
  "tax class",
  "reorder level",
  "archived",
];

/** A CSV of products: chosen, looked at, applied. Nothing changes before the last step. */
export default function ImportProducts() {
  const { store } = useSession();
  const mayWrite = useMay("catalogue:write");
  const preview = usePreviewImport();
  const apply = useApplyImport();
  const [file, setFile] = useState<File | null>(null);
  const found: ProductImport | undefined = apply.data ?? preview.data;

  const choose = async (chosen: File | null) => {
    setFile(chosen);
    apply.reset();
    preview.reset();
    if (chosen) preview.mutate(await chosen.text());
  };

  if (!mayWrite) {
    return (
      <Page title="Import products" back={{ to: "/products", label: "Products" }}>
        <Text>Your role may not change products.</Text>
      </Page>
    );
  }
  return (
    <Page title="Import products" subtitle="From a CSV file; you see what it would change before it does.">
      <ProductsNavigation />
      <Stack gap="md">
        <Section title="File">
          <Stack gap="sm">
            <FileInput
              label="CSV file"
              description="At most 10 MB and 50,000 rows. An exported file shows how it looks."
              placeholder="Choose a file"
              accept=".csv,text/csv"
              clearable
              leftSection={<IconFileSpreadsheet size={20} aria-hidden />}
              value={file}
              onChange={(chosen) => void choose(chosen)}
              maw={520}
            />
            <Text size="sm" className="soft">
              Columns: {columns.join(", ")}. Rows are matched by SKU; columns that are absent change nothing.
              Prices are in {store.currency}, several barcodes are separated by a space.
            </Text>
          </Stack>
        </Section>
        <div aria-live="polite">
          {preview.isPending && <Text role="status">Reading the file…</Text>}
          {preview.isError && <ProblemAlert title="The file cannot be read" error={preview.error} />}
          {found && (
            <Preview
              found={found}
              isApplying={apply.isPending}
              error={apply.error}
              onApply={() => apply.mutate(found.id)}
              onOther={() => void choose(null)}
            />
          )}
        </div>
      </Stack>
    </Page>
  );
}

function Preview(props: {
  found: ProductImport;
  isApplying: boolean;
  error: Error | null;
  onApply: () => void;
  onOther: () => void;
}) {
  const { found } = props;
  const changes = found.newCount + found.changedCount;
  return (
    <Stack gap="md">
      <Section title={found.status === "applied" ? "Imported" : "What it would change"}>
        <Stack gap="md">
          <Facts
            items={[
              ["Rows", found.rowCount],
              ["New products", found.newCount],
              ["Changed products", found.changedCount],
              ["Unchanged", found.unchangedCount],
              ["Errors", found.errorCount],
            ]}
          />
          {found.newCategories.length > 0 && (
            <Text size="sm">
              {found.status === "applied" ? "Created categories: " : "Creates the categories: "}
              {found.newCategories.join(", ")}.
            </Text>
          )}
          {found.status === "applied" ? (
            <Alert color="pine" title="Done" icon={<IconCheck aria-hidden />} role="status">
              {changes} {changes === 1 ? "product was" : "products were"} created or changed.
              <Group mt="sm">
                <LinkButton to="/products" variant="default">
                  Show the products
                </LinkButton>
                <Button variant="default" onClick={props.onOther}>
                  Import another file
                </Button>
              </Group>
            </Alert>
          ) : found.status === "faulty" ? (
            <Alert color="red" title="This file cannot be imported yet" role="alert">
              Mend the lines below and choose the file again. Nothing was changed.
            </Alert>
          ) : (
            <>
              {props.error && <ProblemAlert title="Nothing was imported" error={props.error} />}
              <Group>
                <Button onClick={props.onApply} loading={props.isApplying} disabled={changes === 0}>
                  {changes === 0
                    ? "Nothing to import"
                    : `Import ${changes} ${changes === 1 ? "product" : "products"}`}
                </Button>
              </Group>
            </>
          )}
        </Stack>
      </Section>
      {found.errors.length > 0 && (
        <Section
          title={
            found.errorCount > found.errors.length
              ? `Errors (the first ${found.errors.length} of ${found.errorCount})`
              : "Errors"
          }
          flush
        >
          <DataTable
            label="Errors in the file"
            rows={found.errors}
            rowKey={({ line, column, message }) => `${line} ${column} ${message}`}
            columns={[
              { header: "Line", cell: ({ line }) => line, numeric: true, width: 90 },
              { header: "Column", cell: ({ column }) => column ?? "–", width: 180 },
              { header: "What is wrong", cell: ({ message }) => message },
            ]}
          />
        </Section>
      )}
      {found.status !== "applied" && found.samples.length > 0 && (
        <Section title="The first changes" flush>
          <DataTable
            label="The first changes"
            rows={found.samples}
            rowKey={({ line }) => String(line)}
            columns={[
              { header: "Line", cell: ({ line }) => line, numeric: true, width: 90 },
              { header: "SKU", code: true, cell: ({ sku }) => sku },
              { header: "Name", cell: ({ name }) => name },
              {
                header: "Change",
                cell: ({ action, columns }) =>
                  action === "new" ? (
                    <Badge variant="light">New</Badge>
                  ) : (
                    <span className="soft">{columns.join(", ")}</span>
                  ),
              },
            ]}
          />
        </Section>
      )}
    </Stack>
  );
}
