import { Button, Group, Text, TextInput } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useState, type SubmitEvent } from "react";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { useSendReceipt } from "../api/receipts.ts";

/** Sends a receipt by e-mail: one field, filled in when the customer's address is known. */
export function EmailReceipt(props: {
  saleId: string;
  /** The customer's address, if known. */
  email: string;
  /** Whether the server has the sale: before that there is no receipt to send. */
  sent: boolean;
}) {
  // Once somebody has typed, a customer's address that arrives later does not take its place.
  const [typed, setTyped] = useState<string>();
  const email = typed ?? props.email;
  const send = useSendReceipt();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (email.trim() !== "" && !send.isPending)
      send.mutate({ saleId: props.saleId, email: email.trim().toLowerCase() });
  };
  if (send.isSuccess)
    return (
      <Text role="status" data-testid="receipt-mailed">
        The receipt is on its way to <strong>{send.variables.email}</strong>.
      </Text>
    );
  return (
    <form onSubmit={submit} style={{ width: "100%" }}>
      <Group wrap="nowrap" gap={8}>
        <TextInput
          type="email"
          aria-label="E-mail address for the receipt"
          placeholder="Receipt by e-mail"
          autoComplete="off"
          maxLength={254}
          flex={1}
          leftSection={<IconMail size={20} aria-hidden />}
          disabled={!props.sent}
          value={email}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          loading={send.isPending}
          disabled={!props.sent || !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email.trim())}
        >
          Send
        </Button>
      </Group>
      {!props.sent && (
        <Text size="sm" mt={4} style={{ color: "var(--ink-soft)" }}>
          Can be sent once the sale has reached the server.
        </Text>
      )}
      <div aria-live="assertive">
        {send.isError && <ProblemAlert title="The receipt was not sent" error={send.error} />}
      </div>
    </form>
  );
}
