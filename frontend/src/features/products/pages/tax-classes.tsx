import type { TaxClassRates } from "@cloudpos/contracts";
import { Button, Modal, NumberInput, Stack, TextInput } from "@mantine/core";
import { IconPencil, IconPlus, IconReceiptTax } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { DataTable } from "../../../components/data-table.tsx";
import { tellDone } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { QueryState } from "../../../components/query-state.tsx";
import { SaveBar } from "../../../components/save-bar.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { formatBasisPoints } from "../../../lib/format.ts";
import { useServerForm } from "../../../lib/server-form.ts";
import { useMay, useSession } from "../../../lib/session-context.ts";
import { taxClassesQuery, useSaveTaxClass } from "../api/classification.ts";
import { ProductsNavigation } from "../components/products-navigation.tsx";

/** Tax classes and their rates, which may differ by store. */
export default function TaxClasses() {
  const { store } = useSession();
  const mayWrite = useMay("catalogue:write");
  const query = useQuery(taxClassesQuery(useApi()));
  const [edited, setEdited] = useState<TaxClassRates | "new" | null>(null);
  const rate = (basisPoints: number) => formatBasisPoints(basisPoints, store.locale);
  return (
    <Page
      title="Tax classes"
      subtitle="A changed rate applies to sales from then on, never to earlier ones."
      actions={
        mayWrite && (
          <Button leftSection={<IconPlus size={20} aria-hidden />} onClick={() => setEdited("new")}>
            New tax class
          </Button>
        )
      }
    >
      <ProductsNavigation />
      <QueryState query={query} label="The tax classes">
        {(classes) =>
          classes.length === 0 ? (
            <StatePanel icon={IconReceiptTax} title="No tax classes yet">
              Every product needs one.
            </StatePanel>
          ) : (
            <DataTable
              label="Tax classes"
              rows={classes}
              rowKey={({ code }) => code}
              columns={[
                { header: "Name", cell: ({ name }) => <strong>{name}</strong> },
                { header: "Code", cell: ({ code }) => code },
                {
                  header: `Rate in ${store.name}`,
                  cell: ({ rateBasisPoints }) => rate(rateBasisPoints),
                  numeric: true,
                },
                {
                  header: "Usual rate",
                  cell: ({ defaultRateBasisPoints }) => rate(defaultRateBasisPoints),
                  numeric: true,
                },
                ...(mayWrite
                  ? [
                      {
                        header: "Change",
                        silent: true,
                        width: 120,
                        cell: (taxClass: TaxClassRates) => (
                          <Button
                            variant="subtle"
                            color="gray"
                            size="sm"
                            leftSection={<IconPencil size={18} aria-hidden />}
                            aria-label={`Change ${taxClass.name}`}
                            onClick={() => setEdited(taxClass)}
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
        <TaxClassDialog taxClass={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Page>
  );
}

/** Percent as typed, in hundredths of a percent; null for an empty field. */
function basisPoints(percent: number | string): number | null {
  return percent === "" ? null : Math.round(Number(percent) * 100);
}

function TaxClassDialog(props: { taxClass: TaxClassRates | null; onClose: () => void }) {
  const { taxClass, onClose } = props;
  const { store } = useSession();
  const save = useSaveTaxClass();
  const { form, problem, isSaving, onSubmit } = useServerForm(
    {
      initialValues: {
        code: taxClass?.code ?? "",
        name: taxClass?.name ?? "",
        defaultRateBasisPoints: taxClass ? taxClass.defaultRateBasisPoints / 100 : ("" as number | string),
        storeRateBasisPoints:
          taxClass && taxClass.storeRateBasisPoints !== null
            ? taxClass.storeRateBasisPoints / 100
            : ("" as number | string),
      },
      validate: {
        code: (code) =>
          /^[a-z][a-z0-9-]{0,31}$/.test(code)
            ? null
            : "Small letters, digits and -, beginning with a letter, such as reduced.",
        name: (name) => (name.trim() === "" ? "Give the tax class a name." : null),
        defaultRateBasisPoints: (rate) => (rate === "" ? "Enter a rate; 0 is possible." : null),
      },
    },
    async (values) => {
      const name = values.name.trim();
      const defaultRateBasisPoints = basisPoints(values.defaultRateBasisPoints)!;
      await save.mutateAsync(
        taxClass
          ? {
              code: taxClass.code,
              body: {
                revision: taxClass.revision,
                name,
                defaultRateBasisPoints,
                storeRateBasisPoints: basisPoints(values.storeRateBasisPoints),
              },
            }
          : { body: { code: values.code, name, defaultRateBasisPoints } },
      );
      tellDone("Saved.");
      onClose();
    },
    { fieldOfCode: { conflict: "code", "idempotency-mismatch": "code" } },
  );
  const percent = { min: 0, max: 100, decimalScale: 2, suffix: " %", hideControls: true } as const;
  return (
    <Modal
      opened
      onClose={onClose}
      title={taxClass ? `Change ${taxClass.name}` : "New tax class"}
      closeButtonProps={{ "aria-label": "Close", size: 48 }}
    >
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          {!taxClass && (
            <TextInput
              label="Code"
              description="Used in imports; it never changes"
              required
              data-autofocus
              autoCapitalize="none"
              spellCheck={false}
              {...form.getInputProps("code")}
            />
          )}
          <TextInput label="Name" required maxLength={100} {...form.getInputProps("name")} />
          <NumberInput
            label="Usual rate"
            required
            {...percent}
            {...form.getInputProps("defaultRateBasisPoints")}
          />
          {taxClass && (
            <NumberInput
              label={`Rate in ${store.name}`}
              description="Leave empty for the usual rate"
              {...percent}
              {...form.getInputProps("storeRateBasisPoints")}
            />
          )}
          <SaveBar problem={problem} isSaving={isSaving} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
