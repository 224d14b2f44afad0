import type { StaffMember } from "@cloudpos/contracts";
import { Avatar, Text, UnstyledButton } from "@mantine/core";
import classes from "./sign-in-screen.module.css";

/** One tile for each person who may sign in here. */
export function StaffTiles(props: {
  staff: readonly StaffMember[];
  onChoose: (person: StaffMember) => void;
}) {
  if (props.staff.length === 0)
    return <Text ta="center">Nobody has been given a PIN for this store yet.</Text>;
  return (
    <ul className={classes["tiles"]} aria-label="Staff">
      {props.staff.map((person) => (
        <li key={person.id}>
          <UnstyledButton className={classes["tile"]} onClick={() => props.onChoose(person)}>
            <Avatar
              name={person.displayName}
              color="pine"
              variant="light"
              size={52}
              radius="xl"
              aria-hidden
            />
            <span>
              <Text fw={600} size="lg" component="span" display="block">
                {person.displayName}
              </Text>
              <Text size="sm" component="span" tt="capitalize" style={{ color: "var(--ink-soft)" }}>
                {person.role}
              </Text>
            </span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
