import type { Category } from "@cloudpos/contracts";
import { Button, Modal, NumberInput, Stack, TextInput } from "@mantine/core";
import { IconPencil, IconPlus, IconTag } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { v7 as uuidV7 } from "uuid";
import { DataTable } from "../../../components/data-table.tsx";
import { tellDone } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { QueryState } from "../../../components/query-state.tsx";
import { SaveBar } from "../../../components/save-bar.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { useServerForm } from "../../../lib/server-form.ts";
import { useMay } from "../../../lib/session-context.ts";
import { categoriesQuery, useSaveCategory } from "../api/classification.ts";
import { ProductsNavigation } from "../components/products-navigation.tsx";

/** Categories: where products are found on the register's grid. */
export default function Categories() {
  const mayWrite = useMay("catalogue:write");
  const query = useQuery(categoriesQuery(useApi()));
  const [edited, setEdited] = useState<Category | "new" | null>(null);
  return (
    <Page
      title="Categories"
      subtitle="Registers show them in this order."
      actions={
        mayWrite && (
          <Button leftSection={<IconPlus size={20} aria-hidden />} onClick={() => setEdited("new")}>
            New category
          </Button>
        )
      }
    >
      <ProductsNavigation />
      <QueryState query={query} label="The categories">
        {(categories) =>
          categories.length === 0 ? (
            <StatePanel icon={IconTag} title="No categories yet">
              Products need one. An import creates those it names.
            </StatePanel>
          ) : (
            <DataTable
              label="Categories"
              rows={categories}
              rowKey={({ id }) => id}
              columns={[
                {
                  header: "Name",
                  cell: ({ id, name }) => (
                    <Link className="link" to={`/products?category=${id}`}>
                      {name}
                    </Link>
                  ),
                },
                { header: "Products", cell: ({ productCount }) => productCount, numeric: true },
                { header: "Position", cell: ({ position }) => position, numeric: true },
                ...(mayWrite
                  ? [
                      {
                        header: "Change",
                        silent: true,
                        width: 120,
                        cell: (category: Category) => (
                          <Button
                            variant="subtle"
                            color="gray"
                            size="sm"
                            leftSection={<IconPencil size={18} aria-hidden />}
                            aria-label={`Change ${category.name}`}
                            onClick={() => setEdited(category)}
                          >
                            Change
                          </Button>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          )
        }
      </QueryState>
      {edited && (
        <CategoryDialog category={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Page>
  );
}

function CategoryDialog(props: { category: Category | null; onClose: () => void }) {
  const { category, onClose } = props;
  const save = useSaveCategory();
  const [id] = useState(() => uuidV7());
  const { form, problem, isSaving, onSubmit } = useServerForm(
    {
      initialValues: { name: category?.name ?? "", position: category?.position ?? 0 },
      validate: { name: (name) => (name.trim() === "" ? "Give the category a name." : null) },
    },
    async (values) => {
      const body = { name: values.name.trim(), position: Number(values.position) };
      await save.mutateAsync(
        category
          ? { id: category.id, body: { ...body, revision: category.revision } }
          : { body: { ...body, id } },
      );
      tellDone("Saved.");
      onClose();
    },
    { fieldOfCode: { conflict: "name" } },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={category ? `Change ${category.name}` : "New category"}
      closeButtonProps={{ "aria-label": "Close", size: 48 }}
    >
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <TextInput label="Name" required data-autofocus maxLength={100} {...form.getInputProps("name")} />
          <NumberInput
            label="Position"
            description="Lower comes first; equal ones are ordered by name"
            min={0}
            max={10_000}
            allowDecimal={false}
            {...form.getInputProps("position")}
          />
          <SaveBar problem={problem} isSaving={isSaving} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
