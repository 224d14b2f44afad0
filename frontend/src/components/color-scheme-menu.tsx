import { ActionIcon, Menu, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";

const choices = [
  { scheme: "light", label: "Light", icon: IconSun },
  { scheme: "dark", label: "Dark", icon: IconMoon },
  { scheme: "auto", label: "As the device", icon: IconDeviceDesktop },
] as const;

/** Chooses light, dark, or what the device says; remembered on this device. */
export function ColorSchemeMenu() {
  const dark = useComputedColorScheme("light") === "dark";
  return (
    <Menu position="bottom-end" width={220} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <ActionIcon aria-label="Colours">
          {dark ? <IconMoon aria-hidden /> : <IconSun aria-hidden />}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <ColorSchemeItems />
      </Menu.Dropdown>
    </Menu>
  );
}

/** The same choice as part of another menu. */
export function ColorSchemeItems() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return choices.map(({ scheme, label, icon: Icon }) => (
    <Menu.Item
      key={scheme}
      h={48}
      role="menuitemradio"
      aria-checked={colorScheme === scheme}
      leftSection={<Icon size={20} aria-hidden />}
      rightSection={colorScheme === scheme && <IconCheck size={18} aria-hidden />}
      onClick={() => setColorScheme(scheme)}
    >
      {label}
    </Menu.Item>
  ));
}
