import { Menu, Text, UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { useSession } from "../../lib/session-context.ts";
import { useRuntime } from "../runtime-context.ts";
import classes from "./store-chooser.module.css";

/** The store that everything is about; in the back office, somebody with several stores changes it here. */
export function StoreChooser() {
  const { session: sessions } = useRuntime();
  const { store, stores, register } = useSession();
  const [failed, setFailed] = useState(false);
  if (register || stores.length < 2) {
    return (
      <Text className={classes["place"] ?? ""} size="sm">
        {register ? `${store.name} · ${register.name}` : store.name}
      </Text>
    );
  }
  const change = async (storeId: string) => {
    setFailed(false);
    await sessions.changeStore(storeId).catch(() => setFailed(true));
  };
  return (
    <>
      <Menu position="bottom-start" width={240} transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <UnstyledButton className={classes["chooser"] ?? ""} aria-label={`Store: ${store.name}. Change`}>
            <span className={classes["name"]}>{store.name}</span>
            <IconChevronDown size={16} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Work in</Menu.Label>
          <Menu.RadioGroup value={store.id} onChange={(id) => id !== store.id && void change(id)}>
            {stores.map(({ id, name }) => (
              <Menu.RadioItem key={id} value={id} h={48} closeMenuOnClick>
                {name}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Menu.Dropdown>
      </Menu>
      {failed && (
        <Text size="xs" role="alert" px={8} style={{ color: "var(--danger)" }}>
          The store was not changed. Try again.
        </Text>
      )}
    </>
  );
}
