import { Center, Loader } from "@mantine/core";

/** Something is on its way: shown after a moment, so that what comes quickly does not flicker. */
export function Waiting({ label }: { label: string }) {
  return (
    <Center className="late" h="100%" mih={160} role="status">
      <Loader role="img" aria-label={label} />
    </Center>
  );
}
