import { Modal, PasswordInput, Stack, Text } from "@mantine/core";
import type { User } from "@cloudpos/contracts";
import { tellDone } from "../../../components/notice.ts";
import { SaveBar } from "../../../components/save-bar.tsx";
import { useServerForm } from "../../../lib/server-form.ts";
import { useSetPassword, useSetPin } from "../api/users.ts";

/** Gives somebody a new PIN or password. */
export function SecretDialog(props: { person: User; kind: "pin" | "password"; onClose: () => void }) {
  const { person, kind, onClose } = props;
  const setPin = useSetPin(person.id);
  const setPassword = useSetPassword(person.id);
  const { form, problem, isSaving, onSubmit } = useServerForm(
    {
      initialValues: { pin: "", password: "" },
      validate:
        kind === "pin"
          ? { pin: (pin: string) => (/^\d{4,8}$/.test(pin) ? null : "A PIN has 4 to 8 digits.") }
          : {
              password: (password: string) =>
                password.length >= 12 ? null : "A password has at least 12 characters.",
            },
    },
    async ({ pin, password }) => {
      if (kind === "pin") await setPin.mutateAsync(pin);
      else await setPassword.mutateAsync(password);
      tellDone(kind === "pin" ? "The new PIN is valid now." : "The new password is valid now.");
      onClose();
    },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={`New ${kind === "pin" ? "PIN" : "password"} for ${person.displayName}`}
      closeButtonProps={{ "aria-label": "Close", size: 48 }}
    >
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <PasswordInput
            key={kind}
            label={kind === "pin" ? "New PIN" : "New password"}
            description={kind === "pin" ? "4 to 8 digits" : "At least 12 characters; a sentence is best"}
            data-autofocus
            required
            withAsterisk={false}
            autoComplete="new-password"
            inputMode={kind === "pin" ? "numeric" : "text"}
            maxLength={kind === "pin" ? 8 : 128}
            visibilityToggleButtonProps={{ "aria-label": "Show or hide", size: 40 }}
            {...form.getInputProps(kind)}
          />
          <Text size="sm" className="soft">
            {kind === "pin"
              ? "The old PIN stops working at once. A lock-out after wrong PINs ends."
              : "The old password stops working at once, and all sessions of the person end."}
          </Text>
          <SaveBar problem={problem} isSaving={isSaving} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
