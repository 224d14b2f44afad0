import type { Customer } from "@cloudpos/contracts";
import { SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { SaveBar } from "../../../components/save-bar.tsx";
import { Section } from "../../../components/section.tsx";
import { useServerForm } from "../../../lib/server-form.ts";

/** What the form of a customer holds; empty text is nothing. */
export interface CustomerValues extends Record<string, unknown> {
  name: string;
  email: string;
  phone: string;
  notes: string;
}

/** A customer's profile. */
export function CustomerForm(props: {
  customer?: Customer;
  readOnly: boolean;
  onSave: (values: CustomerValues) => Promise<unknown>;
  onCancel?: () => void;
}) {
  const { customer, readOnly } = props;
  const { form, problem, isSaving, onSubmit } = useServerForm<CustomerValues>(
    {
      initialValues: {
        name: customer?.name ?? "",
        email: customer?.email ?? "",
        phone: customer?.phone ?? "",
        notes: customer?.notes ?? "",
      },
      validate: { name: (name) => (name.trim() === "" ? "Enter a name." : null) },
    },
    ({ name, email, phone, notes }) =>
      props.onSave({ name: name.trim(), email: email.trim(), phone: phone.trim(), notes: notes.trim() }),
    { fieldOfCode: { "email-taken": "email" } },
  );
  return (
    <form onSubmit={onSubmit} noValidate>
      <Section title="Profile">
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
            <TextInput
              label="Name"
              required
              maxLength={200}
              autoComplete="off"
              disabled={readOnly}
              {...form.getInputProps("name")}
            />
            <TextInput
              label="E-mail"
              type="email"
              maxLength={254}
              autoComplete="off"
              disabled={readOnly}
              {...form.getInputProps("email")}
            />
            <TextInput
              label="Telephone"
              type="tel"
              maxLength={32}
              autoComplete="off"
              disabled={readOnly}
              {...form.getInputProps("phone")}
            />
          </SimpleGrid>
          <Textarea
            label="Notes"
            description="Only what the customer may read: an export contains it"
            autosize
            minRows={2}
            maxLength={2000}
            disabled={readOnly}
            {...form.getInputProps("notes")}
          />
          {!readOnly && (
            <SaveBar
              problem={problem}
              isSaving={isSaving}
              disabled={customer !== undefined && !form.isDirty()}
              label={customer ? "Save" : "Create"}
              {...(props.onCancel && { onCancel: props.onCancel })}
            />
          )}
        </Stack>
      </Section>
    </form>
  );
}
