import { Button, Center, Stack, Text, Title } from "@mantine/core";
import { Component, type ReactNode } from "react";

/** Catches what no screen expected. Completed sales and the cart are in storage, so a reload loses nothing. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <Center h="100%" p="lg">
        <Stack align="center" maw={460} role="alert">
          <Title order={1} size="h2">
            The register stopped
          </Title>
          <Text ta="center">
            Your cart and every completed sale are saved on this device. Start again to go on.
          </Text>
          <Text size="sm" ta="center" style={{ color: "var(--ink-soft)" }}>
            {this.state.error.message}
          </Text>
          <Button onClick={() => location.reload()}>Start again</Button>
        </Stack>
      </Center>
    );
  }
}
