import { Avatar, Menu, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconLogout, IconUserCircle } from "@tabler/icons-react";
import { Link } from "react-router";
import { ColorSchemeItems } from "../../components/color-scheme-menu.tsx";
import type { Session } from "../../lib/session-context.ts";
import classes from "./person-menu.module.css";

/** Who is signed in, and the way out. */
export function PersonMenu(props: {
  session: Session;
  onSignOut: () => void;
  /** In the rail the name goes below the picture where there is little room. */
  inRail?: boolean;
}) {
  const { user } = props.session;
  return (
    <Menu position={props.inRail ? "right-end" : "bottom-end"} width={240} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <UnstyledButton className={classes["person"] ?? ""} data-in-rail={props.inRail || undefined}>
          <Avatar name={user.displayName} color="pine" variant="light" size={36} radius="xl" aria-hidden />
          <span className={classes["name"]} aria-hidden>
            {user.displayName}
            {props.inRail ? (
              <span className={classes["role"]}>{user.role}</span>
            ) : (
              <span className="visually-hidden">, {user.role}</span>
            )}
          </span>
          {/* The name is out of sight where there is little room. */}
          <span className="visually-hidden">
            {" "}
            {user.displayName}, {user.role}: menu
          </span>
          <IconChevronDown className={classes["chevron"]} size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Colours</Menu.Label>
        <ColorSchemeItems />
        <Menu.Divider />
        <Menu.Label>
          {user.displayName}, {user.role}
        </Menu.Label>
        <Menu.Item
          h={48}
          component={Link}
          to="/account"
          leftSection={<IconUserCircle size={20} aria-hidden />}
        >
          Your account
        </Menu.Item>
        <Menu.Item h={48} leftSection={<IconLogout size={20} aria-hidden />} onClick={props.onSignOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
