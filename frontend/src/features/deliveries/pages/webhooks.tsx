import type { Webhook } from "@cloudpos/contracts";
import { ActionIcon, Badge, Button, Menu } from "@mantine/core";
import {
  IconDots,
  IconKey,
  IconPencil,
  IconPlus,
  IconSend,
  IconTrash,
  IconWebhook,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { DataTable } from "../../../components/data-table.tsx";
import { tellDone, tellFailed } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { QueryState } from "../../../components/query-state.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { formatDay } from "../../../lib/format.ts";
import { useSession } from "../../../lib/session-context.ts";
import { useWebhookActions, webhooksQuery } from "../api/webhooks.ts";
import { DeliveriesNavigation } from "../components/deliveries-navigation.tsx";
import { SecretDialog } from "../components/secret-dialog.tsx";
import { WebhookDialog } from "../components/webhook-dialog.tsx";
import { eventNames } from "../event-names.ts";

type Dialog =
  | { kind: "new" }
  | { kind: "change" | "remove" | "renew"; webhook: Webhook }
  | { kind: "secret"; secret: string };

/** Addresses of other systems that hear of the store's events. */
export default function Webhooks() {
  const { store } = useSession();
  const query = useQuery(webhooksQuery(useApi()));
  const actions = useWebhookActions();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = () => setDialog(null);
  const create = (
    <Button leftSection={<IconPlus size={20} aria-hidden />} onClick={() => setDialog({ kind: "new" })}>
      New webhook
    </Button>
  );

  const test = (webhook: Webhook) =>
    actions.test.mutate(webhook.id, {
      onSuccess: () => tellDone("A test is on its way; see it under Messages."),
      onError: (error) => tellFailed("No test was sent", error),
    });
  const setEnabled = (webhook: Webhook, enabled: boolean) =>
    actions.change.mutate(
      { id: webhook.id, enabled },
      {
        onSuccess: () => tellDone(enabled ? "It gets events again." : "It gets no more events."),
        onError: (error) => tellFailed("The webhook was not changed", error),
      },
    );

  return (
    <Page title="Webhooks" subtitle={`Other systems that hear of events in ${store.name}`} actions={create}>
      <DeliveriesNavigation />
      <QueryState query={query} label="The webhooks">
        {(webhooks) =>
          webhooks.length === 0 ? (
            <StatePanel icon={IconWebhook} title="No webhooks yet" action={create}>
              A webshop or an accounting system can be told of each sale as it happens.
            </StatePanel>
          ) : (
            <DataTable<Webhook>
              label="Webhooks"
              rows={webhooks}
              rowKey={({ id }) => id}
              columns={[
                {
                  header: "Address",
                  cell: ({ url }) => <span style={{ overflowWrap: "anywhere" }}>{url}</span>,
                },
                {
                  header: "Events",
                  cell: ({ events }) => events.map((event) => eventNames[event]).join(", "),
                },
                { header: "Since", cell: ({ createdAt }) => formatDay(createdAt, store), wide: true },
                {
                  header: "State",
                  cell: ({ enabled }) =>
                    enabled ? (
                      <Badge variant="light">On</Badge>
                    ) : (
                      <Badge variant="light" color="gray">
                        Off
                      </Badge>
                    ),
                },
                {
                  header: "Actions",
                  silent: true,
                  width: 180,
                  cell: (webhook) => (
                    <div style={{ display: "flex", justifyContent: "flex-end", gap: 6 }}>
                      <Button
                        size="sm"
                        variant="light"
                        aria-label={`Test ${webhook.url}`}
                        leftSection={<IconSend size={18} aria-hidden />}
                        loading={actions.test.isPending && actions.test.variables === webhook.id}
                        onClick={() => test(webhook)}
                      >
                        Test
                      </Button>
                      <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
                        <Menu.Target>
                          <ActionIcon aria-label={`More about ${webhook.url}`}>
                            <IconDots aria-hidden />
                          </ActionIcon>
                        </Menu.Target>
                        <Menu.Dropdown>
                          <Menu.Item
                            h={48}
                            leftSection={<IconPencil size={18} aria-hidden />}
                            onClick={() => setDialog({ kind: "change", webhook })}
                          >
                            Change
                          </Menu.Item>
                          <Menu.Item h={48} onClick={() => setEnabled(webhook, !webhook.enabled)}>
                            {webhook.enabled ? "Turn off" : "Turn on"}
                          </Menu.Item>
                          <Menu.Item
                            h={48}
                            leftSection={<IconKey size={18} aria-hidden />}
                            onClick={() => setDialog({ kind: "renew", webhook })}
                          >
                            New secret
                          </Menu.Item>
                          <Menu.Item
                            h={48}
                            leftSection={<IconTrash size={18} aria-hidden />}
                            onClick={() => setDialog({ kind: "remove", webhook })}
                          >
                            Remove
                          </Menu.Item>
                        </Menu.Dropdown>
                      </Menu>
                    </div>
                  ),
                },
              ]}
            />
          )
        }
      </QueryState>
      {dialog?.kind === "new" && (
        <WebhookDialog onSecret={(secret) => setDialog({ kind: "secret", secret })} onClose={close} />
      )}
      {dialog?.kind === "change" && (
        <WebhookDialog webhook={dialog.webhook} onSecret={() => undefined} onClose={close} />
      )}
      {dialog?.kind === "secret" && <SecretDialog secret={dialog.secret} onClose={close} />}
      {dialog?.kind === "remove" && (
        <ConfirmDialog
          title="Remove this webhook?"
          action="Remove"
          danger
          onClose={close}
          onConfirm={async () => {
            await actions.remove.mutateAsync(dialog.webhook.id);
            tellDone("Removed.");
          }}
        >
          {dialog.webhook.url} gets no more events, and its secret is worth nothing.
        </ConfirmDialog>
      )}
      {dialog?.kind === "renew" && (
        <ConfirmDialog
          title="Make a new secret?"
          action="Make a new one"
          onClose={close}
          onConfirm={async () => {
            const { secret } = await actions.renewSecret.mutateAsync(dialog.webhook.id);
            // After the dialog that asks has closed itself.
            queueMicrotask(() => setDialog({ kind: "secret", secret }));
          }}
        >
          Events are signed with it from now on; the receiver refuses them until it knows the new one.
        </ConfirmDialog>
      )}
    </Page>
  );
}
