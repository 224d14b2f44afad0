import type { NotificationSettings } from "@cloudpos/contracts";
import { Stack, TagsInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { MoneyField } from "../../../components/money-field.tsx";
import { tellDone } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { QueryState } from "../../../components/query-state.tsx";
import { SaveBar } from "../../../components/save-bar.tsx";
import { Section } from "../../../components/section.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { useServerForm } from "../../../lib/server-form.ts";
import { useStoreMoney } from "../../../lib/session-context.ts";
import { noticeSettingsQuery, useSaveNoticeSettings } from "../api/webhooks.ts";
import { DeliveriesNavigation } from "../components/deliveries-navigation.tsx";

/** Who gets an e-mail of what happens in the store. */
export default function Notices() {
  const { store } = useStoreMoney();
  const query = useQuery(noticeSettingsQuery(useApi()));
  return (
    <Page title="Notices" subtitle={`Who gets an e-mail of what happens in ${store.name}`}>
      <DeliveriesNavigation />
      <QueryState query={query} label="The notices">
        {(settings) => <NoticesForm key={JSON.stringify(settings)} settings={settings} />}
      </QueryState>
    </Page>
  );
}

function NoticesForm({ settings }: { settings: NotificationSettings }) {
  const { store } = useStoreMoney();
  const save = useSaveNoticeSettings();
  const { form, problem, isSaving, onSubmit } = useServerForm<
    Omit<NotificationSettings, "shiftDifferenceMinor"> & { shiftDifferenceMinor: number | null }
  >(
    {
      initialValues: settings,
      validate: {
        stockLow: wrongAddress,
        shiftClosed: wrongAddress,
        shiftDifferenceMinor: (amount) => (amount === null ? "Enter an amount; 0 is every shift." : null),
      },
    },
    async (values) => {
      await save.mutateAsync({ ...values, shiftDifferenceMinor: values.shiftDifferenceMinor! });
      tellDone("Saved.");
    },
  );
  const addresses = { splitChars: [",", ";", " "], acceptValueOnBlur: true, maxTags: 20 };
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <Section title="Low stock">
          <TagsInput
            label="Addresses"
            description="Hear of products whose stock falls to the reorder level. Enter adds an address."
            {...addresses}
            {...form.getInputProps("stockLow")}
          />
        </Section>
        <Section title="Closed shifts">
          <Stack>
            <TagsInput
              label="Addresses"
              description="Hear of closed shifts. Enter adds an address."
              {...addresses}
              {...form.getInputProps("shiftClosed")}
            />
            <MoneyField
              label="From a difference of"
              description="Counted against expected cash; 0: every shift"
              currency={store.currency}
              maw={320}
              {...form.getInputProps("shiftDifferenceMinor")}
            />
          </Stack>
        </Section>
        <SaveBar problem={problem} isSaving={isSaving} disabled={!form.isDirty()} />
      </Stack>
    </form>
  );
}

function wrongAddress(addresses: readonly string[]): string | null {
  const wrong = addresses.find((address) => !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address));
  return wrong === undefined ? null : `${wrong} is not an e-mail address.`;
}
