import type { Me } from "@cloudpos/contracts";
import { PasswordInput, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Facts } from "../../../components/facts.tsx";
import { tellDone } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { QueryState } from "../../../components/query-state.tsx";
import { SaveBar } from "../../../components/save-bar.tsx";
import { Section } from "../../../components/section.tsx";
import { ApiError } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";
import { useServerForm } from "../../../lib/server-form.ts";
import { meQuery, useChangeOwnPassword, useChangeOwnPin } from "../api/account.ts";

const eye = { visibilityToggleButtonProps: { "aria-label": "Show or hide", size: 40 } } as const;

/** Who one is, and the own PIN and password. */
export default function Account() {
  const query = useQuery(meQuery(useApi()));
  return (
    <Page title="Your account">
      <QueryState query={query} label="Your account">
        {(me) => <Details me={me} />}
      </QueryState>
    </Page>
  );
}

function Details({ me }: { me: Me }) {
  return (
    <Stack gap="md">
      <Section title={me.user.displayName}>
        <Facts
          items={[
            ["Role", <span style={{ textTransform: "capitalize" }}>{me.user.role}</span>],
            ["E-mail", me.user.email ?? "–"],
            ["Stores", me.stores.map(({ name }) => name).join(", ")],
          ]}
        />
      </Section>
      <Section title="PIN for registers">
        {me.user.hasPin ? (
          <PinChange />
        ) : (
          <Text className="soft">You have no PIN. An owner can give you one.</Text>
        )}
      </Section>
      <Section title="Password for the back office">
        {me.user.hasPassword ? (
          <PasswordChange />
        ) : (
          <Text className="soft">You have no password. An owner can give you one.</Text>
        )}
      </Section>
    </Stack>
  );
}

/** The server's words for a refused secret are those of a sign-in. */
function inOwnWords(detail: string) {
  return (error: unknown): never => {
    const refused =
      error instanceof ApiError && ["invalid-credentials", "wrong-password"].includes(error.code);
    throw refused ? new ApiError({ status: error.status, code: error.code, detail }) : error;
  };
}

function PinChange() {
  const change = useChangeOwnPin();
  const digits = (pin: string) => (/^\d{4,8}$/.test(pin) ? null : "A PIN has 4 to 8 digits.");
  const { form, problem, isSaving, onSubmit } = useServerForm(
    {
      initialValues: { currentPin: "", pin: "" },
      validate: { currentPin: digits, pin: digits },
    },
    async (values) => {
      await change.mutateAsync(values).catch(inOwnWords("This is not your PIN."));
      form.reset();
      tellDone("Your new PIN is valid now.");
    },
    { fieldOfCode: { "invalid-credentials": "currentPin" } },
  );
  const pin = { inputMode: "numeric", maxLength: 8, required: true, withAsterisk: false, ...eye } as const;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <PasswordInput
            label="PIN until now"
            autoComplete="off"
            {...pin}
            {...form.getInputProps("currentPin")}
          />
          <PasswordInput label="New PIN" autoComplete="off" {...pin} {...form.getInputProps("pin")} />
        </SimpleGrid>
        <SaveBar problem={problem} isSaving={isSaving} disabled={!form.isDirty()} label="Change the PIN" />
      </Stack>
    </form>
  );
}

function PasswordChange() {
  const change = useChangeOwnPassword();
  const { form, problem, isSaving, onSubmit } = useServerForm(
    {
      initialValues: { currentPassword: "", password: "" },
      validate: {
        currentPassword: (text) => (text === "" ? "Enter your password." : null),
        password: (text) => (text.length >= 12 ? null : "A password has at least 12 characters."),
      },
    },
    async (values) => {
      await change.mutateAsync(values).catch(inOwnWords("This is not your password."));
      form.reset();
      tellDone("Your new password is valid now. Your other sessions have ended.");
    },
    { fieldOfCode: { "wrong-password": "currentPassword", "invalid-credentials": "currentPassword" } },
  );
  const password = { maxLength: 128, required: true, withAsterisk: false, ...eye } as const;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <PasswordInput
            label="Password until now"
            autoComplete="current-password"
            {...password}
            {...form.getInputProps("currentPassword")}
          />
          <PasswordInput
            label="New password"
            description="At least 12 characters; a sentence is best"
            autoComplete="new-password"
            {...password}
            {...form.getInputProps("password")}
          />
        </SimpleGrid>
        <SaveBar
          problem={problem}
          isSaving={isSaving}
          disabled={!form.isDirty()}
          label="Change the password"
        />
      </Stack>
    </form>
  );
}
