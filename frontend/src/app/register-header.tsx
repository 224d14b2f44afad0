import { Avatar, Group, Menu, Text, UnstyledButton } from "@mantine/core";
import { mayDo } from "@cloudpos/contracts/roles";
import { IconChevronDown, IconLogout } from "@tabler/icons-react";
import { Brand } from "../components/brand.tsx";
import { ColorSchemeToggle } from "../components/color-scheme-toggle.tsx";
import type { Session } from "../features/auth/session.ts";
import { TodayFigure } from "../features/reports/components/today-figure.tsx";
import type { Money } from "../lib/format.ts";
import classes from "./register-screen.module.css";

/** Where, who, and how the day goes. */
export function RegisterHeader(props: { session: Session; money: Money; onSignOut: () => void }) {
  const { user, store, register } = props.session;
  return (
    <header className={classes["header"]}>
      <Brand />
      <Text className={classes["place"]} size="sm">
        {store.name} · {register.name}
      </Text>
      <Group gap="sm" wrap="nowrap" ml="auto">
        {mayDo(user.role, "report:read") && <TodayFigure store={store} money={props.money} />}
        <ColorSchemeToggle />
        <Menu position="bottom-end" width={240} transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <UnstyledButton
              className={classes["person"]}
              aria-label={`${user.displayName}, ${user.role}: menu`}
            >
              <Avatar
                name={user.displayName}
                color="pine"
                variant="light"
                size={36}
                radius="xl"
                aria-hidden
              />
              <span className={classes["personName"]}>{user.displayName}</span>
              <IconChevronDown size={16} aria-hidden />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label tt="capitalize">{user.role}</Menu.Label>
            <Menu.Item h={48} leftSection={<IconLogout size={20} aria-hidden />} onClick={props.onSignOut}>
              Sign out
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
    </header>
  );
}
