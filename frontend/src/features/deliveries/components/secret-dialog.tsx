import { Alert, Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCopy } from "@tabler/icons-react";

/** A webhook's secret, the only time that it is seen. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title="The webhook's secret"
      size={560}
      // Closing by accident would lose it.
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close", size: 48 }}
    >
      <Stack>
        <Alert
          color="orange"
          variant="light"
          icon={<IconAlertTriangle aria-hidden />}
          title="It is shown only now"
          styles={{ title: { color: "var(--warn)" } }}
        >
          Keep it where the receiver of the events finds it. If it is lost, make a new one.
        </Alert>
        <Code block style={{ fontSize: 15, overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
          {secret}
        </Code>
        <Text size="sm" className="soft">
          Signatures follow standardwebhooks.com: headers webhook-id, webhook-timestamp and webhook-signature.
        </Text>
        <Group justify="flex-end">
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                leftSection={
                  copied ? <IconCheck size={20} aria-hidden /> : <IconCopy size={20} aria-hidden />
                }
                onClick={copy}
              >
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>I have kept it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
