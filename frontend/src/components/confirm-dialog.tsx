import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState, type ReactNode, type SubmitEvent } from "react";
import { ProblemAlert } from "./problem-alert.tsx";

/** Asks before something that cannot be taken back, or that others will feel. */
export function ConfirmDialog(props: {
  title: string;
  children: ReactNode;
  /** What happens, as a verb: "Erase". */
  action: string;
  /** Has to be typed first, for what can never be undone. */
  typed?: string;
  danger?: boolean;
  /** Closes the dialog when it resolves; what it rejects with is shown. */
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}) {
  const [text, setText] = useState("");
  const [error, setError] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const ready = props.typed === undefined || text.trim() === props.typed;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    setError(null);
    try {
      await props.onConfirm();
      props.onClose();
    } catch (problem) {
      setError(problem as Error);
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ "aria-label": "Close", size: 48 }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          <Text component="div">{props.children}</Text>
          {props.typed !== undefined && (
            <TextInput
              label={`Type ${props.typed} to confirm`}
              autoComplete="off"
              spellCheck={false}
              data-autofocus
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          {error && <ProblemAlert title="That did not work" error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              color={props.danger ? "red" : "pine"}
              loading={busy}
              disabled={!ready}
              {...(props.typed === undefined && { "data-autofocus": true })}
            >
              {props.action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
