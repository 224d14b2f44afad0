import { ActionIcon, Group, Text } from "@mantine/core";
import { mayDo } from "@cloudpos/contracts/roles";
import { IconLock } from "@tabler/icons-react";
import { Brand } from "../components/brand.tsx";
import { TodayFigure } from "../features/reports/components/today-figure.tsx";
import type { Money } from "../lib/format.ts";
import type { RegisterSession } from "../lib/session-context.ts";
import { NavigationDrawer } from "./shell/navigation-drawer.tsx";
import { PersonMenu } from "./shell/person-menu.tsx";
import classes from "./register-screen.module.css";

/** Where, who, and how the day goes. */
export function RegisterHeader(props: {
  session: RegisterSession;
  money: Money;
  onLock: () => void;
  onSignOut: () => void;
}) {
  const { user, store, register } = props.session;
  return (
    <header className={classes["header"]}>
      <NavigationDrawer session={props.session} />
      <Brand />
      <h1 className="visually-hidden">Register</h1>
      <Text className={classes["place"]} size="sm">
        {store.name} · {register.name}
      </Text>
      <Group gap="sm" wrap="nowrap" ml="auto">
        {mayDo(user.role, "report:read") && <TodayFigure store={store} money={props.money} />}
        <ActionIcon aria-label="Lock the screen" onClick={props.onLock}>
          <IconLock aria-hidden />
        </ActionIcon>
        <PersonMenu session={props.session} onSignOut={props.onSignOut} />
      </Group>
    </header>
  );
}
