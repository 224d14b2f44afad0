import type { ManagedRegister } from "@cloudpos/contracts";
import { Button, Group, Loader, Modal, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import type { useEnrolmentCode } from "../api/stores.ts";
import classes from "./stores.module.css";

/** A code, large enough to be read across a counter, until somebody has typed it or its time is over. */
export function EnrolmentDialog(props: {
  register: ManagedRegister;
  /** Asked for by who opens the dialog: each code that is made ends the one before. */
  code: ReturnType<typeof useEnrolmentCode>;
  onClose: () => void;
}) {
  const { register } = props;
  const { mutate, data, error, isPending } = props.code;
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = data ? Math.max(0, Math.ceil((Date.parse(data.expiresAt) - now) / 1000)) : 0;
  const over = data !== undefined && seconds === 0;
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={`Enrol a device as ${register.name}`}
      size={520}
      closeButtonProps={{ "aria-label": "Close", size: 48 }}
    >
      <Stack>
        <Text>
          Open CloudPOS in the browser of the device that is to be {register.name} and type this code. It
          works once.
          {register.enrolled && " The device that is enrolled now then no longer is."}
        </Text>
        {isPending && <Loader role="img" m="auto" aria-label="Making a code" />}
        {error && <ProblemAlert title="No code was made" error={error} />}
        {data && (
          <>
            <output
              className={classes["code"]}
              aria-label={`Enrolment code ${[...data.code].join(" ")}`}
              style={over ? { opacity: 0.4, textDecoration: "line-through" } : undefined}
            >
              {data.code.slice(0, 4)} {data.code.slice(4)}
            </output>
            <Text ta="center" className="soft" role="timer">
              {over
                ? "This code is no longer valid."
                : `Valid for ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`}
            </Text>
          </>
        )}
        <Group justify="flex-end">
          {(over || error) && (
            <Button variant="default" onClick={() => mutate(register.id)}>
              Make another code
            </Button>
          )}
          <Button onClick={props.onClose}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
