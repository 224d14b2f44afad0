import { Button, Group, Loader, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { StaffMember } from "@cloudpos/contracts";
import { useState, type ReactNode } from "react";
import { Brand } from "../../../components/brand.tsx";
import { ColorSchemeMenu } from "../../../components/color-scheme-menu.tsx";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { ApiError } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";
import { signInOptionsQuery } from "../api/sign-in.ts";
import { readRegisterCode, rememberRegisterCode } from "../register-code.ts";
import type { Session } from "../session.ts";
import { PinForm } from "./pin-form.tsx";
import { RegisterChooser } from "./register-chooser.tsx";
import classes from "./sign-in-screen.module.css";
import { StaffTiles } from "./staff-tiles.tsx";

/** From an unknown device to a signed-in person: which register, who, PIN. */
export function SignInScreen(props: {
  notice: string | null;
  onSignedIn: (session: Session) => void;
  /** To the sign-in by e-mail. */
  onOffice: () => void;
}) {
  const [registerCode, setRegisterCode] = useState(readRegisterCode);
  const chooseRegister = (code: string | null) => {
    rememberRegisterCode(code);
    setRegisterCode(code);
    // An address that names another register would win again after a reload.
    history.replaceState(null, "", location.pathname);
  };
  return (
    <div className={classes["page"]}>
      <header className={classes["header"]}>
        <Brand />
        <Group gap="xs">
          <Button variant="subtle" color="gray" size="md" fw={500} onClick={props.onOffice}>
            Back office
          </Button>
          <ColorSchemeMenu />
        </Group>
      </header>
      <main className={classes["main"]}>
        {registerCode === null ? (
          <RegisterChooser onChosen={chooseRegister} />
        ) : (
          <SignIn
            registerCode={registerCode}
            notice={props.notice}
            onSignedIn={props.onSignedIn}
            onOtherRegister={() => chooseRegister(null)}
          />
        )}
      </main>
    </div>
  );
}

function SignIn(props: {
  registerCode: string;
  notice: string | null;
  onSignedIn: (session: Session) => void;
  onOtherRegister: () => void;
}) {
  const api = useApi();
  const options = useQuery(signInOptionsQuery(api, props.registerCode));
  const [person, setPerson] = useState<StaffMember | null>(null);
  const otherRegister = (
    <Button variant="subtle" color="gray" size="sm" fw={500} onClick={props.onOtherRegister}>
      Not {options.data?.register.name ?? props.registerCode}? Choose another register
    </Button>
  );

  if (options.isPending) return <Loader aria-label="Loading staff" />;
  if (options.isError && !options.data) {
    const unknown = options.error instanceof ApiError && options.error.status === 404;
    return (
      <Panel title={unknown ? "This register is not known" : "The store cannot be reached"}>
        <ProblemAlert title={`Register ${props.registerCode}`} error={options.error} />
        <Button onClick={() => void options.refetch()} loading={options.isFetching}>
          Try again
        </Button>
        {otherRegister}
      </Panel>
    );
  }
  const { store, register, staff } = options.data;
  if (person !== null) {
    return (
      <Panel title={person.displayName} subtitle="Enter your PIN">
        <PinForm
          key={person.id}
          person={person}
          register={register}
          onSignedIn={props.onSignedIn}
          onBack={() => setPerson(null)}
        />
      </Panel>
    );
  }
  return (
    <Panel title="Who is at the register?" subtitle={`${store.name} · ${register.name}`} wide>
      {props.notice && (
        <Text role="status" ta="center">
          {props.notice}
        </Text>
      )}
      <StaffTiles staff={staff} onChoose={setPerson} />
      <Group justify="center">{otherRegister}</Group>
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
