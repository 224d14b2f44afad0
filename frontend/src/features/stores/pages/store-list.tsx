import { Stack } from "@mantine/core";
import { IconPlus, IconSettings } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Facts } from "../../../components/facts.tsx";
import { LinkButton } from "../../../components/link-button.tsx";
import { Page } from "../../../components/page.tsx";
import { QueryState } from "../../../components/query-state.tsx";
import { Section } from "../../../components/section.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { moneyOf } from "../../../lib/format.ts";
import { useMay } from "../../../lib/session-context.ts";
import { registersQuery, storesQuery } from "../api/stores.ts";
import { Registers } from "../components/registers.tsx";

/** Every store with its registers. */
export default function StoreList() {
  const api = useApi();
  const mayWrite = useMay("store:write");
  const stores = useQuery(storesQuery(api));
  const registers = useQuery(registersQuery(api));
  return (
    <Page
      title="Stores and registers"
      actions={
        mayWrite && (
          <LinkButton to="/stores/new" leftSection={<IconPlus size={20} aria-hidden />}>
            New store
          </LinkButton>
        )
      }
    >
      <QueryState query={stores} label="The stores">
        {(found) => (
          <Stack gap="xl">
            {found.map((store) => (
              <Stack key={store.id} gap="sm">
                <Section
                  title={store.name}
                  actions={
                    mayWrite && (
                      <LinkButton
                        to={`/stores/${store.id}`}
                        variant="default"
                        size="md"
                        leftSection={<IconSettings size={18} aria-hidden />}
                        aria-label={`Settings of ${store.name}`}
                      >
                        Settings
                      </LinkButton>
                    )
                  }
                >
                  <Facts
                    items={[
                      ["Code", store.code],
                      ["Currency", store.currency],
                      ["Prices", store.pricesIncludeTax ? "With tax" : "Without tax"],
                      [
                        "Cash rounding",
                        store.cashRoundingMinor === 1
                          ? "None"
                          : `To ${moneyOf(store)(store.cashRoundingMinor)}`,
                      ],
                      ["Time zone", store.timeZone],
                    ]}
                  />
                </Section>
                <QueryState query={registers} label="The registers">
                  {(all) => (
                    <Registers store={store} registers={all.filter(({ storeId }) => storeId === store.id)} />
                  )}
                </QueryState>
              </Stack>
            ))}
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}
