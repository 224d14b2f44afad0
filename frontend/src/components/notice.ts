import { notifications } from "@mantine/notifications";

/** Says for some seconds that something was done. */
export function tellDone(message: string): void {
  notifications.show({ message, color: "pine", autoClose: 4_000, withCloseButton: true });
}

/** Says that something did not work, until it is read. */
export function tellFailed(what: string, error: unknown): void {
  notifications.show({
    title: what,
    message: error instanceof Error ? error.message : String(error),
    color: "red",
    autoClose: 12_000,
    withCloseButton: true,
  });
}
