import type { AdjustmentReason, Product } from "@cloudpos/contracts";
import { ActionIcon, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type SubmitEvent } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { v7 as uuidV7 } from "uuid";
import { DataTable } from "../../../components/data-table.tsx";
import { tellDone } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { QuantityField } from "../../../components/quantity-field.tsx";
import { SaveBar } from "../../../components/save-bar.tsx";
import { Section } from "../../../components/section.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { formatQuantity } from "../../../lib/format.ts";
import { useSession } from "../../../lib/session-context.ts";
import { stockOfQuery, useAdjustStock } from "../api/stock.ts";
import { ProductPicker } from "../components/product-picker.tsx";
import { StockNavigation } from "../components/stock-navigation.tsx";
import { adjustments, sentQuantity, stockChange } from "../reasons.ts";

interface Line {
  product: Product;
  /** What was typed, in thousandths; null while nothing was. */
  typedMilli: number | null;
}

const mostLines = 500;

/** Goods received, counted, damaged: some products at once, all or nothing. */
export default function AdjustStock() {
  const { store } = useSession();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const wanted = params.get("product") ?? "";
  const asked = useQuery({ ...stockOfQuery(useApi(), wanted), enabled: wanted !== "" });
  const adjust = useAdjustStock();
  const [id, setId] = useState(() => uuidV7());
  const [reason, setReason] = useState<AdjustmentReason>("received");
  const [note, setNote] = useState("");
  const [lines, setLines] = useState<readonly Line[]>([]);

  const add = (product: Product) =>
    setLines((before) =>
      before.some((line) => line.product.id === product.id)
        ? before.map((line) =>
            // Scanned again: one piece more, as when goods are counted by scanning each.
            line.product.id === product.id ? { ...line, typedMilli: (line.typedMilli ?? 0) + 1000 } : line,
          )
        : [{ product, typedMilli: null }, ...before],
    );
  const { data } = asked;
  useEffect(() => {
    if (data) setLines((before) => (before.length === 0 ? [{ product: data, typedMilli: null }] : before));
  }, [data]);

  const chosen = adjustments.find((each) => each.reason === reason)!;
  const change = (line: Line) =>
    line.typedMilli === null ? null : stockChange(reason, line.typedMilli, line.product.stockOnHandMilli);
  const complete =
    lines.length > 0 &&
    lines.every(
      ({ typedMilli }) => typedMilli !== null && (reason === "counted" ? typedMilli >= 0 : typedMilli !== 0),
    );
  const quantity = (milli: number) => formatQuantity(milli, store.locale);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!complete || adjust.isPending) return;
    adjust.mutate(
      {
        id,
        reason,
        ...(note.trim() !== "" && { note: note.trim() }),
        lines: lines.map(({ product, typedMilli }) => ({
          productId: product.id,
          quantityMilli: sentQuantity(reason, typedMilli!),
        })),
      },
      {
        onSuccess: () => {
          tellDone(`Recorded for ${lines.length} ${lines.length === 1 ? "product" : "products"}.`);
          const only = lines.length === 1 ? lines[0] : undefined;
          if (wanted !== "" && only) return navigate(`/stock/${only.product.id}`);
          setId(uuidV7());
          setLines([]);
          setNote("");
        },
      },
    );
  };

  return (
    <Page title="Receive, count, adjust" subtitle={`In ${store.name}`}>
      <StockNavigation />
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Section title="What happened">
            <Stack gap="md">
              <SegmentedControl
                size="md"
                aria-label="Reason"
                value={reason}
                onChange={(value) => setReason(value as AdjustmentReason)}
                data={adjustments.map((each) => ({ value: each.reason, label: each.label }))}
                styles={{
                  root: { alignSelf: "flex-start", maxWidth: "100%" },
                  label: { minHeight: 40, display: "grid", placeItems: "center", padding: "0 16px" },
                }}
              />
              <Textarea
                label="Note"
                description="Delivery note number, who counted, what broke"
                autosize
                minRows={1}
                maxLength={500}
                value={note}
                onChange={(event) => setNote(event.currentTarget.value.replace(/[\n\r\t]+/g, " "))}
              />
            </Stack>
          </Section>
          <Section title={`Products (${lines.length})`}>
            <ProductPicker label="Add a product" onChoose={add} />
            {lines.length === 0 ? (
              <Text className="soft" mt="md">
                Scan the goods one after the other, or search for them. Scanning a product again adds one.
              </Text>
            ) : (
              <div style={{ marginTop: 16 }}>
                <DataTable
                  label="Products to adjust"
                  rows={lines}
                  rowKey={({ product }) => product.id}
                  columns={[
                    {
                      header: "Product",
                      cell: ({ product }) => (
                        <>
                          {product.name}
                          <div className="soft" style={{ fontSize: 13 }}>
                            {product.sku}
                          </div>
                        </>
                      ),
                    },
                    {
                      header: "On hand",
                      cell: ({ product }) => quantity(product.stockOnHandMilli),
                      numeric: true,
                    },
                    {
                      header: chosen.quantity,
                      width: 170,
                      cell: (line) => (
                        <QuantityField
                          my={4}
                          aria-label={`${chosen.quantity}: ${line.product.name}`}
                          {...(reason === "other" ? {} : { min: 0 })}
                          allowNegative={reason === "other"}
                          value={line.typedMilli}
                          onChange={(typedMilli) =>
                            setLines((before) =>
                              before.map((each) =>
                                each.product.id === line.product.id ? { ...each, typedMilli } : each,
                              ),
                            )
                          }
                        />
                      ),
                    },
                    {
                      header: "Afterwards",
                      numeric: true,
                      cell: (line) => {
                        const by = change(line);
                        return by === null ? (
                          "–"
                        ) : (
                          <strong>{quantity(line.product.stockOnHandMilli + by)}</strong>
                        );
                      },
                    },
                    {
                      header: "Remove",
                      silent: true,
                      width: 64,
                      cell: ({ product }) => (
                        <ActionIcon
                          aria-label={`Remove ${product.name}`}
                          onClick={() =>
                            setLines((before) => before.filter((line) => line.product.id !== product.id))
                          }
                        >
                          <IconTrash size={20} aria-hidden />
                        </ActionIcon>
                      ),
                    },
                  ]}
                />
              </div>
            )}
          </Section>
          <SaveBar
            problem={adjust.error}
            isSaving={adjust.isPending}
            disabled={!complete || lines.length > mostLines}
            label="Record"
          />
        </Stack>
      </form>
    </Page>
  );
}
