import type { Delivery, DeliveryChannel, DeliveryKind, DeliveryStatus } from "@cloudpos/contracts";
import { Alert, Badge, Button, Select, Text } from "@mantine/core";
import { IconMailOff, IconMailQuestion, IconRefresh } from "@tabler/icons-react";
import { Link } from "react-router";
import { ListTable } from "../../../components/data-table.tsx";
import { tellDone, tellFailed } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { StatePanel } from "../../../components/state-panel.tsx";
import { Toolbar } from "../../../components/toolbar.tsx";
import { formatTime } from "../../../lib/format.ts";
import { useSession } from "../../../lib/session-context.ts";
import { useFilters } from "../../../lib/use-filters.ts";
import { useDeliveries, useRetryDelivery } from "../api/deliveries.ts";
import { DeliveriesNavigation } from "../components/deliveries-navigation.tsx";

const kindNames: Readonly<Record<DeliveryKind, string>> = {
  receipt: "Receipt",
  "stock-low": "Low stock",
  "shift-closed": "Shift closed",
  "webhook-event": "Webhook",
  "webhook-test": "Webhook test",
};

const states: Readonly<Record<DeliveryStatus, { name: string; color: string }>> = {
  queued: { name: "Waiting", color: "gray" },
  sent: { name: "Sent", color: "pine" },
  dead: { name: "Given up", color: "red" },
};

/** Every e-mail and webhook of the store, and those that need somebody. */
export default function DeliveryPage() {
  const { store } = useSession();
  const [filter, setFilter] = useFilters();
  const status = (filter("status") in states ? filter("status") : "") as DeliveryStatus | "";
  const channel = (["email", "webhook"].includes(filter("channel")) ? filter("channel") : "") as
    DeliveryChannel | "";
  const list = useDeliveries({ status, channel });
  const retry = useRetryDelivery();
  const dead = list.first?.deadCount ?? 0;

  const again = (delivery: Delivery) =>
    retry.mutate(delivery.id, {
      onSuccess: () => tellDone("It is tried again now."),
      onError: (error) => tellFailed("It was not tried again", error),
    });

  return (
    <Page
      title="Deliveries"
      subtitle="E-mails and webhooks"
      actions={
        <Button variant="default" leftSection={<IconRefresh size={20} aria-hidden />} onClick={list.retry}>
          Refresh
        </Button>
      }
    >
      <DeliveriesNavigation />
      {dead > 0 && status !== "dead" && (
        <Alert
          color="red"
          variant="light"
          mb="md"
          icon={<IconMailOff aria-hidden />}
          title={`${dead} given up`}
        >
          They failed too often and wait for somebody.{" "}
          <Link className="link" to="/deliveries?status=dead">
            Show them
          </Link>
        </Alert>
      )}
      <Toolbar>
        <Select
          aria-label="State"
          placeholder="All states"
          clearable
          data={Object.entries(states).map(([value, { name }]) => ({ value, label: name }))}
          value={status || null}
          onChange={(value) => setFilter({ status: value })}
          w={180}
        />
        <Select
          aria-label="Way"
          placeholder="All ways"
          clearable
          data={[
            { value: "email", label: "E-mail" },
            { value: "webhook", label: "Webhooks" },
          ]}
          value={channel || null}
          onChange={(value) => setFilter({ channel: value })}
          w={230}
        />
      </Toolbar>
      <ListTable
        label="Deliveries"
        list={list}
        rowKey={({ id }) => id}
        columns={[
          {
            header: "Time",
            cell: ({ createdAt }) => <span className="amount">{formatTime(createdAt, store)}</span>,
          },
          { header: "What", cell: ({ kind }) => kindNames[kind], wide: true },
          {
            header: "Message",
            cell: ({ subject, saleId }) =>
              saleId ? (
                <Link className="link" to={`/sales/${saleId}`}>
                  {subject}
                </Link>
              ) : (
                subject
              ),
          },
          {
            header: "To",
            cell: ({ recipient }) => <span style={{ overflowWrap: "anywhere" }}>{recipient}</span>,
          },
          {
            header: "State",
            cell: (delivery) => (
              <>
                <Badge variant="light" color={states[delivery.status].color}>
                  {states[delivery.status].name}
                </Badge>
                {delivery.lastError && delivery.status !== "sent" && (
                  <Text size="xs" className="soft" maw={260} style={{ overflowWrap: "anywhere" }}>
                    {delivery.lastError} ({delivery.attempts}{" "}
                    {delivery.attempts === 1 ? "attempt" : "attempts"}
                    {delivery.nextAttemptAt && `, again ${formatTime(delivery.nextAttemptAt, store)}`})
                  </Text>
                )}
              </>
            ),
          },
          {
            header: "Actions",
            silent: true,
            width: 130,
            cell: (delivery) =>
              delivery.status === "dead" && (
                <Button
                  size="sm"
                  variant="light"
                  aria-label={`Try again: ${delivery.subject} to ${delivery.recipient}`}
                  loading={retry.isPending && retry.variables === delivery.id}
                  onClick={() => again(delivery)}
                >
                  Try again
                </Button>
              ),
          },
        ]}
        empty={
          <StatePanel
            icon={IconMailQuestion}
            title={status || channel ? "Nothing found" : "No messages yet"}
            action={
              (status || channel) && (
                <Button variant="default" onClick={() => setFilter({ status: "", channel: "" })}>
                  Show all
                </Button>
              )
            }
          >
            {status || channel
              ? "No message matches these filters."
              : "Receipts by e-mail, notices and webhooks appear here."}
          </StatePanel>
        }
      />
    </Page>
  );
}
