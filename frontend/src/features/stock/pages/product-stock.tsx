import type { Product } from "@cloudpos/contracts";
import { IconAdjustments, IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { ListTable } from "../../../components/data-table.tsx";
import { Facts } from "../../../components/facts.tsx";
import { LinkButton } from "../../../components/link-button.tsx";
import { Page } from "../../../components/page.tsx";
import { QueryState } from "../../../components/query-state.tsx";
import { Section } from "../../../components/section.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { formatQuantity, formatTime } from "../../../lib/format.ts";
import { useSession } from "../../../lib/session-context.ts";
import { stockOfQuery, useMovements } from "../api/stock.ts";
import { reasonNames } from "../reasons.ts";

/** One product's stock and every movement that led to it. */
export default function ProductStock() {
  const { id = "" } = useParams();
  const query = useQuery(stockOfQuery(useApi(), id));
  return (
    <Page
      title={query.data?.name ?? "Stock"}
      subtitle={
        query.data && (
          <>
            {query.data.sku} ·{" "}
            <Link className="link" to={`/products/${id}`}>
              Product
            </Link>
          </>
        )
      }
      back={{ to: "/stock", label: "Stock" }}
      actions={
        <LinkButton
          to={`/stock/adjust?product=${id}`}
          leftSection={<IconAdjustments size={20} aria-hidden />}
        >
          Adjust
        </LinkButton>
      }
    >
      <QueryState query={query} label="The product">
        {(product) => <Stock product={product} />}
      </QueryState>
    </Page>
  );
}

function Stock({ product }: { product: Product }) {
  const { store } = useSession();
  const list = useMovements(product.id);
  const quantity = (milli: number) => formatQuantity(milli, store.locale);
  return (
    <>
      <Section title={store.name}>
        <Facts
          items={[
            ["On hand", quantity(product.stockOnHandMilli)],
            [
              "Reorder at",
              product.reorderLevelMilli === null ? "Nobody watches it" : quantity(product.reorderLevelMilli),
            ],
            ["Category", product.category],
            ["Barcode", product.barcode ?? "–"],
          ]}
        />
      </Section>
      <div style={{ marginTop: 16 }}>
        <Section title="Movements" flush>
          <ListTable
            label="Movements"
            list={list}
            rowKey={({ sourceId, reason, recordedAt }) => `${sourceId} ${reason} ${recordedAt}`}
            columns={[
              {
                header: "Time",
                cell: ({ occurredAt }) => <span className="amount">{formatTime(occurredAt, store)}</span>,
              },
              {
                header: "Reason",
                cell: ({ reason, sourceId }) =>
                  reason === "sale" || reason === "return" ? (
                    <Link className="link" to={`/sales/${sourceId}`}>
                      {reasonNames[reason]}
                    </Link>
                  ) : (
                    reasonNames[reason]
                  ),
              },
              { header: "Note", cell: ({ note }) => note ?? "–" },
              {
                header: "Change",
                numeric: true,
                cell: ({ quantityMilli }) => (
                  <span style={quantityMilli < 0 ? { color: "var(--danger)" } : undefined}>
                    {quantityMilli > 0 ? "+" : ""}
                    {quantity(quantityMilli)}
                  </span>
                ),
              },
              {
                header: "On hand",
                numeric: true,
                cell: ({ stockOnHandMilli }) => <strong>{quantity(stockOnHandMilli)}</strong>,
              },
            ]}
            empty={
              <StatePanel icon={IconHistory} title="No movements yet" order={3}>
                Sales and adjustments appear here.
              </StatePanel>
            }
          />
        </Section>
      </div>
    </>
  );
}
