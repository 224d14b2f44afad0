import type { Webhook, WebhookEvent } from "@cloudpos/contracts";
import { Checkbox, Modal, Stack, TextInput } from "@mantine/core";
import { tellDone } from "../../../components/notice.ts";
import { SaveBar } from "../../../components/save-bar.tsx";
import { useServerForm } from "../../../lib/server-form.ts";
import { useWebhookActions } from "../api/webhooks.ts";
import { eventNames } from "../event-names.ts";

/** A new webhook, or a changed one. */
export function WebhookDialog(props: {
  webhook?: Webhook;
  /** Shows the secret of a new one. */
  onSecret: (secret: string) => void;
  onClose: () => void;
}) {
  const { webhook, onClose } = props;
  const { create, change } = useWebhookActions();
  const { form, problem, isSaving, onSubmit } = useServerForm(
    {
      initialValues: { url: webhook?.url ?? "https://", events: webhook?.events ?? ([] as WebhookEvent[]) },
      validate: {
        url: (url) =>
          /^https?:\/\/[^\s#]+$/.test(url.trim()) ? null : "An address that begins with https://.",
        events: (events) => (events.length === 0 ? "Choose at least one event." : null),
      },
    },
    async ({ url, events }) => {
      if (webhook) {
        await change.mutateAsync({ id: webhook.id, url: url.trim(), events });
        tellDone("Saved.");
        onClose();
      } else {
        props.onSecret((await create.mutateAsync({ url: url.trim(), events })).secret);
      }
    },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={webhook ? "Change the webhook" : "New webhook"}
      size={560}
      closeButtonProps={{ "aria-label": "Close", size: 48 }}
    >
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <TextInput
            label="Address"
            description="Gets each event as POST with JSON, signed with a secret"
            required
            data-autofocus
            spellCheck={false}
            {...form.getInputProps("url")}
          />
          <Checkbox.Group label="Events" required {...form.getInputProps("events")}>
            <Stack gap={0} mt={4}>
              {Object.entries(eventNames).map(([value, label]) => (
                <Checkbox
                  key={value}
                  value={value}
                  label={label}
                  styles={{ body: { minHeight: 44, alignItems: "center" } }}
                />
              ))}
            </Stack>
          </Checkbox.Group>
          <SaveBar
            problem={problem}
            isSaving={isSaving}
            label={webhook ? "Save" : "Create"}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}
