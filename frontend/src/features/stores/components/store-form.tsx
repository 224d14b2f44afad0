import type { Store } from "@cloudpos/contracts";
import {
  Autocomplete,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Textarea,
  TextInput,
} from "@mantine/core";
import { formatMoney } from "@cloudpos/contracts/money";
import { ReceiptPreview } from "./receipt-preview.tsx";
import { SaveBar } from "../../../components/save-bar.tsx";
import { Section } from "../../../components/section.tsx";
import { useServerForm } from "../../../lib/server-form.ts";
import classes from "./stores.module.css";

/** What the form of a store holds; `code` and `currency` only of a new one. */
export interface StoreValues extends Record<string, unknown> {
  code: string;
  currency: string;
  name: string;
  locale: string;
  timeZone: string;
  pricesIncludeTax: boolean;
  cashRoundingMinor: number;
  receiptHeader: string;
  receiptFooter: string;
}

const longestLine = 64;
const mostLines = 8;
const currencies = [
  "EUR",
  "GBP",
  "USD",
  "CHF",
  "SEK",
  "NOK",
  "DKK",
  "PLN",
  "CZK",
  "JPY",
  "KWD",
  "AUD",
  "CAD",
];

/** Lines of a receipt as they are sent: trimmed, without empty ones. */
export function receiptLines(text: string): string[] {
  return text
    .trim()
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function receiptProblem(text: string): string | null {
  const lines = receiptLines(text);
  if (lines.length > mostLines) return `At most ${mostLines} lines fit on the receipt.`;
  const long = lines.find((line) => line.length > longestLine);
  return long ? `“${long.slice(0, 20)}…” is longer than ${longestLine} characters.` : null;
}

/** A store's settings, with the receipt they lead to. */
export function StoreForm(props: {
  store?: Store;
  onSave: (values: StoreValues) => Promise<unknown>;
  onCancel?: () => void;
}) {
  const { store } = props;
  const { form, problem, isSaving, onSubmit } = useServerForm<StoreValues>(
    {
      initialValues: {
        code: store?.code ?? "",
        currency: store?.currency ?? "EUR",
        name: store?.name ?? "",
        locale: store?.locale ?? navigator.language,
        timeZone: store?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
        pricesIncludeTax: store?.pricesIncludeTax ?? true,
        cashRoundingMinor: store?.cashRoundingMinor ?? 1,
        receiptHeader: store?.receiptHeader.join("\n") ?? "",
        receiptFooter: store?.receiptFooter.join("\n") ?? "",
      },
      validate: {
        code: (code) =>
          /^[a-z0-9][a-z0-9-]{0,31}$/.test(code) ? null : "Small letters, digits and -, such as main.",
        name: (name) => (name.trim() === "" ? "Give the store a name." : null),
        locale: (locale) => (isLocale(locale) ? null : "Such as en-IE or de."),
        timeZone: (zone) => (isTimeZone(zone) ? null : "Such as Europe/Dublin."),
        cashRoundingMinor: (minor) => (minor >= 1 ? null : "1 means that cash is not rounded."),
        receiptHeader: receiptProblem,
        receiptFooter: receiptProblem,
      },
    },
    props.onSave,
    { fieldOfCode: { "code-taken": "code" } },
  );
  const { values } = form;
  const sample = (minor: number) =>
    isLocale(values.locale) ? formatMoney(minor, values.currency, values.locale) : "";
  return (
    <form onSubmit={onSubmit} noValidate>
      <div className={classes["columns"]}>
        <Stack gap="md">
          <Section title="Store">
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
              <TextInput label="Name" required maxLength={100} {...form.getInputProps("name")} />
              {!store && (
                <>
                  <TextInput
                    label="Code"
                    description="Begins receipt numbers and file names; it never changes"
                    required
                    autoCapitalize="none"
                    spellCheck={false}
                    maxLength={32}
                    {...form.getInputProps("code")}
                  />
                  <Select
                    label="Currency"
                    description="It never changes"
                    required
                    searchable
                    data={currencies}
                    {...form.getInputProps("currency")}
                  />
                </>
              )}
              <TextInput
                label="Language and country"
                description={`Writes amounts like ${sample(123450)}`}
                required
                spellCheck={false}
                {...form.getInputProps("locale")}
              />
              <Autocomplete
                label="Time zone"
                description="Decides which day a sale belongs to"
                size="lg"
                required
                data={Intl.supportedValuesOf("timeZone")}
                limit={30}
                {...form.getInputProps("timeZone")}
              />
            </SimpleGrid>
          </Section>
          <Section title="Prices and cash">
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
              <Switch
                mt={30}
                label="Shelf prices include tax"
                {...form.getInputProps("pricesIncludeTax", { type: "checkbox" })}
              />
              <NumberInput
                label="Cash is rounded to multiples of"
                description={`In the smallest unit; 1: not rounded, 5: ${sample(5)}`}
                min={1}
                max={10_000}
                allowDecimal={false}
                {...form.getInputProps("cashRoundingMinor")}
              />
            </SimpleGrid>
          </Section>
          <Section title="Receipt">
            <Stack gap="md">
              <Textarea
                label="Above the lines"
                description="Address, tax number; at most 8 lines of 64 characters"
                autosize
                minRows={3}
                {...form.getInputProps("receiptHeader")}
              />
              <Textarea
                label="Below the totals"
                description="Return policy, thanks, opening hours"
                autosize
                minRows={2}
                {...form.getInputProps("receiptFooter")}
              />
            </Stack>
          </Section>
          <SaveBar
            problem={problem}
            isSaving={isSaving}
            disabled={store !== undefined && !form.isDirty()}
            label={store ? "Save" : "Create"}
            {...(props.onCancel && { onCancel: props.onCancel })}
          />
        </Stack>
        <ReceiptPreview
          name={values.name}
          header={receiptLines(values.receiptHeader)}
          footer={receiptLines(values.receiptFooter)}
          money={sample}
          taxNote={values.pricesIncludeTax ? "Includes tax" : "Plus tax"}
        />
      </div>
    </form>
  );
}

function isLocale(text: string): boolean {
  try {
    return /^[A-Za-z0-9-]{2,35}$/.test(text) && Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return text !== "";
  } catch {
    return false;
  }
}
