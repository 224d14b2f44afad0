import { Button, Group, Loader, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { StaffMember } from "@cloudpos/contracts";
import { useEffect, useState, type ReactNode } from "react";
import { Brand } from "../../../components/brand.tsx";
import { ColorSchemeMenu } from "../../../components/color-scheme-menu.tsx";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { ApiError } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";
import { signInOptionsQuery } from "../api/sign-in.ts";
import { readDevice, rememberDevice, type Device } from "../device.ts";
import type { Session } from "../session.ts";
import { EnrolForm } from "./enrol-form.tsx";
import { PinForm } from "./pin-form.tsx";
import classes from "./sign-in-screen.module.css";
import { StaffTiles } from "./staff-tiles.tsx";

/** From an unknown browser to a signed-in person: which register, who, PIN. */
export function SignInScreen(props: {
  notice: string | null;
  /** Whose screen is locked: their PIN is asked for first. */
  locked?: StaffMember | undefined;
  onSignedIn: (session: Session) => void;
  /** To the sign-in by e-mail. */
  onOffice: () => void;
}) {
  const [device, setDevice] = useState(readDevice);
  const [forgotten, setForgotten] = useState(false);
  const forget = () => {
    rememberDevice(null);
    setDevice(null);
    setForgotten(true);
  };
  return (
    <div className={classes["page"]}>
      <header className={classes["header"]}>
        <Brand />
        <Group gap="xs">
          {props.locked === undefined && (
            <Button variant="subtle" color="gray" size="md" fw={500} onClick={props.onOffice}>
              Back office
            </Button>
          )}
          <ColorSchemeMenu />
        </Group>
      </header>
      <main className={classes["main"]}>
        {device === null ? (
          <EnrolForm
            wasEnrolled={forgotten}
            onEnrolled={(enrolment) => setDevice(rememberDevice(enrolment))}
          />
        ) : (
          <SignIn
            key={device.token}
            device={device}
            notice={props.notice}
            locked={props.locked}
            onSignedIn={props.onSignedIn}
            onNotEnrolled={forget}
          />
        )}
      </main>
    </div>
  );
}

function SignIn(props: {
  device: Device;
  notice: string | null;
  locked: StaffMember | undefined;
  onSignedIn: (session: Session) => void;
  onNotEnrolled: () => void;
}) {
  const { device, onNotEnrolled } = props;
  const api = useApi();
  const options = useQuery(signInOptionsQuery(api, device.token));
  const [person, setPerson] = useState<StaffMember | null>(props.locked ?? null);
  const notEnrolled = options.error instanceof ApiError && options.error.code === "device-not-enrolled";
  useEffect(() => {
    if (notEnrolled) onNotEnrolled();
  }, [notEnrolled, onNotEnrolled]);

  if (person !== null) {
    return (
      <Panel title={person.displayName} subtitle={props.notice ?? "Enter your PIN"}>
        <PinForm
          key={person.id}
          person={person}
          onSignedIn={props.onSignedIn}
          backLabel={props.locked ? "Somebody else" : "Back"}
          onBack={() => setPerson(null)}
          onNotEnrolled={onNotEnrolled}
        />
      </Panel>
    );
  }
  if (options.isPending || notEnrolled) return <Loader role="img" aria-label="Loading staff" />;
  if (options.isError && !options.data) {
    return (
      <Panel title="The store cannot be reached">
        <ProblemAlert title={`${device.storeName} · ${device.registerName}`} error={options.error} />
        <Button onClick={() => void options.refetch()} loading={options.isFetching}>
          Try again
        </Button>
      </Panel>
    );
  }
  const { store, register, staff } = options.data;
  return (
    <Panel title="Who is at the register?" subtitle={`${store.name} · ${register.name}`} wide>
      {props.notice && (
        <Text role="status" ta="center">
          {props.notice}
        </Text>
      )}
      <StaffTiles staff={staff} onChoose={setPerson} />
    </Panel>
  );
}

function Panel(props: { title: string; subtitle?: string; wide?: boolean; children: ReactNode }) {
  return (
    <Stack className={classes["panel"]} data-wide={props.wide || undefined} gap="lg">
      <div>
        <Title order={1} size="h2" ta="center">
          {props.title}
        </Title>
        {props.subtitle && (
          <Text ta="center" mt={4} style={{ color: "var(--ink-soft)" }}>
            {props.subtitle}
          </Text>
        )}
      </div>
      {props.children}
    </Stack>
  );
}
