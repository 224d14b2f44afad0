import { Group, Text } from "@mantine/core";

/** Mark and name of the product. */
export function Brand() {
  return (
    <Group gap={10} wrap="nowrap">
      <img src="/favicon.svg" alt="" width={32} height={32} />
      <Text fw={700} size="lg" className="brand-name">
        CloudPOS
      </Text>
    </Group>
  );
}
