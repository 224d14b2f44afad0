import type { Product, ProductGroupDetails } from "@cloudpos/contracts";
import { Badge, Button, Modal, Stack, TagsInput, TextInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { DataTable } from "../../../components/data-table.tsx";
import { tellDone } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { QueryState } from "../../../components/query-state.tsx";
import { SaveBar } from "../../../components/save-bar.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { formatQuantity } from "../../../lib/format.ts";
import { useServerForm } from "../../../lib/server-form.ts";
import { useMay, useStoreMoney } from "../../../lib/session-context.ts";
import { productGroupQuery, useChangeGroup } from "../api/groups.ts";

/** A group with its variants; each of them is a product of its own. */
export default function VariantGroup() {
  const { id = "" } = useParams();
  const { store, money } = useStoreMoney();
  const mayWrite = useMay("catalogue:write");
  const query = useQuery(productGroupQuery(useApi(), id));
  const [editing, setEditing] = useState(false);
  return (
    <Page
      title={query.data?.name ?? "Variants"}
      subtitle={query.data?.options.map(({ name, values }) => `${name}: ${values.join(", ")}`).join(" · ")}
      back={{ to: "/products/variants", label: "Variants" }}
      actions={
        mayWrite &&
        query.data && (
          <Button
            variant="default"
            leftSection={<IconPencil size={20} aria-hidden />}
            onClick={() => setEditing(true)}
          >
            Name and options
          </Button>
        )
      }
    >
      <QueryState query={query} label="The product">
        {(group) => (
          <>
            <DataTable<Product>
              label="Variants"
              rows={group.variants}
              rowKey={(variant) => variant.id}
              columns={[
                {
                  header: "Variant",
                  cell: (variant) => (
                    <Link className="link" to={`/products/${variant.id}`}>
                      {variant.options.map(({ value }) => value).join(", ") || variant.name}
                    </Link>
                  ),
                },
                { header: "SKU", code: true, cell: ({ sku }) => sku },
                { header: "Barcode", cell: ({ barcode }) => barcode ?? "–", wide: true },
                { header: "Price", cell: ({ priceMinor }) => money(priceMinor), numeric: true },
                {
                  header: "In stock",
                  numeric: true,
                  cell: ({ archived, stockOnHandMilli }) =>
                    archived ? (
                      <Badge variant="light" color="gray">
                        Archived
                      </Badge>
                    ) : (
                      formatQuantity(stockOnHandMilli, store.locale)
                    ),
                },
              ]}
            />
            {editing && <GroupDialog group={group} onClose={() => setEditing(false)} />}
          </>
        )}
      </QueryState>
    </Page>
  );
}

function GroupDialog(props: { group: ProductGroupDetails; onClose: () => void }) {
  const { group, onClose } = props;
  const change = useChangeGroup(group.id);
  const { form, problem, isSaving, onSubmit } = useServerForm(
    {
      initialValues: { name: group.name, options: group.options },
      validate: { name: (name) => (name.trim() === "" ? "Give the product a name." : null) },
    },
    async (values) => {
      await change.mutateAsync({
        revision: group.revision,
        name: values.name.trim(),
        options: values.options,
      });
      tellDone("Saved.");
      onClose();
    },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title="Name and options"
      closeButtonProps={{ "aria-label": "Close", size: 48 }}
    >
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <TextInput label="Name" required data-autofocus maxLength={150} {...form.getInputProps("name")} />
          {group.options.map(({ name }, index) => (
            <TagsInput
              key={name}
              label={name}
              description="Values that a variant has cannot be taken away"
              maxTags={50}
              {...form.getInputProps(`options.${index}.values`)}
            />
          ))}
          <SaveBar problem={problem} isSaving={isSaving} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
