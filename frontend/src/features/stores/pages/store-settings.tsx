import { IconMapOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { tellDone } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { QueryState } from "../../../components/query-state.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { storesQuery, useChangeStore } from "../api/stores.ts";
import { receiptLines, StoreForm } from "../components/store-form.tsx";

/** The settings of one store. */
export default function StoreSettings() {
  const { id = "" } = useParams();
  const stores = useQuery(storesQuery(useApi()));
  const change = useChangeStore(id);
  const store = stores.data?.find((each) => each.id === id);
  return (
    <Page
      title={store?.name ?? "Store"}
      subtitle={store && `${store.code} · ${store.currency}`}
      back={{ to: "/stores", label: "Stores and registers" }}
    >
      <QueryState query={stores} label="The store">
        {() =>
          store ? (
            <StoreForm
              key={store.revision}
              store={store}
              onSave={async ({ code: _code, currency: _currency, ...values }) => {
                await change.mutateAsync({
                  revision: store.revision,
                  name: values.name.trim(),
                  locale: values.locale,
                  timeZone: values.timeZone,
                  pricesIncludeTax: values.pricesIncludeTax,
                  cashRoundingMinor: Number(values.cashRoundingMinor),
                  receiptHeader: receiptLines(values.receiptHeader),
                  receiptFooter: receiptLines(values.receiptFooter),
                });
                tellDone("Saved. Registers use it from their next sign-in or renewal.");
              }}
            />
          ) : (
            <StatePanel icon={IconMapOff} title="This store was not found" />
          )
        }
      </QueryState>
    </Page>
  );
}
