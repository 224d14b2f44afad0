import type { Store, User } from "@cloudpos/contracts";
import type { Role } from "@cloudpos/contracts/roles";
import { MultiSelect, PasswordInput, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { SaveBar } from "../../../components/save-bar.tsx";
import { Section } from "../../../components/section.tsx";
import { useServerForm } from "../../../lib/server-form.ts";
import { useSession } from "../../../lib/session-context.ts";
import { roleNames } from "../role-names.ts";

/** What the form of a person holds; PIN and password only of a new one. */
export interface PersonValues extends Record<string, unknown> {
  displayName: string;
  role: Role;
  email: string;
  storeIds: string[];
  pin: string;
  password: string;
}

const eye = { visibilityToggleButtonProps: { "aria-label": "Show or hide", size: 40 } } as const;

/** Who somebody is, what they may do, where they work. */
export function PersonForm(props: {
  person?: User;
  stores: readonly Pick<Store, "id" | "name">[];
  readOnly: boolean;
  onSave: (values: PersonValues) => Promise<unknown>;
  onCancel?: () => void;
  children?: ReactNode;
}) {
  const { person, readOnly } = props;
  const { user } = useSession();
  const own = person?.id === user.id;
  const { form, problem, isSaving, onSubmit } = useServerForm<PersonValues>(
    {
      initialValues: {
        displayName: person?.displayName ?? "",
        role: person?.role ?? "cashier",
        email: person?.email ?? "",
        storeIds: person?.storeIds ?? (props.stores.length === 1 ? [props.stores[0]!.id] : []),
        pin: "",
        password: "",
      },
      validate: {
        displayName: (name) => (name.trim() === "" ? "Enter a name." : null),
        storeIds: (ids) => (ids.length === 0 ? "Choose at least one store." : null),
        pin: (pin) => (pin === "" || /^\d{4,8}$/.test(pin) ? null : "A PIN has 4 to 8 digits."),
        password: (password, { email }) =>
          password === ""
            ? null
            : password.length < 12
              ? "A password has at least 12 characters."
              : email.trim() === ""
                ? "A password needs an e-mail address to sign in with."
                : null,
      },
    },
    props.onSave,
    { fieldOfCode: { "email-taken": "email" } },
  );
  const meaning = roleNames.find(({ role }) => role === form.values.role)?.meaning;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <Section title="Person">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
            <TextInput
              label="Name"
              description="As colleagues and receipts say it"
              required
              maxLength={100}
              disabled={readOnly}
              {...form.getInputProps("displayName")}
            />
            <TextInput
              label="E-mail"
              description="For the back office; people who only use registers need none"
              type="email"
              maxLength={254}
              autoComplete="off"
              disabled={readOnly}
              {...form.getInputProps("email")}
            />
            <Select
              label="Role"
              description={own ? "Nobody changes their own role" : (meaning ?? "")}
              required
              data={roleNames
                .filter(({ role }) => role !== "owner" || user.role === "owner")
                .map(({ role, name }) => ({ value: role, label: name }))}
              disabled={readOnly || own}
              {...form.getInputProps("role")}
            />
            <MultiSelect
              label="Stores"
              description="Where the person works"
              required
              data={props.stores.map(({ id, name }) => ({ value: id, label: name }))}
              disabled={readOnly}
              {...form.getInputProps("storeIds")}
            />
          </SimpleGrid>
        </Section>
        {!person && (
          <Section title="Sign-in">
            <Stack gap="sm">
              <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
                <PasswordInput
                  label="PIN"
                  description="4 to 8 digits, for registers"
                  inputMode="numeric"
                  autoComplete="new-password"
                  maxLength={8}
                  {...eye}
                  {...form.getInputProps("pin")}
                />
                <PasswordInput
                  label="Password"
                  description="At least 12 characters, for the back office"
                  autoComplete="new-password"
                  maxLength={128}
                  {...eye}
                  {...form.getInputProps("password")}
                />
              </SimpleGrid>
              <Text size="sm" className="soft">
                Both can be set later. Without either, the person cannot sign in.
              </Text>
            </Stack>
          </Section>
        )}
        {!readOnly && (
          <SaveBar
            problem={problem}
            isSaving={isSaving}
            disabled={person !== undefined && !form.isDirty()}
            label={person ? "Save" : "Create"}
            {...(props.onCancel && { onCancel: props.onCancel })}
          />
        )}
      </Stack>
    </form>
  );
}
