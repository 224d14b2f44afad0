import {
  ActionIcon,
  Menu,
  useComputedColorScheme,
  useMantineColorScheme,
  type MantineColorScheme,
} from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";

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
  return (
    <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}>
      {choices.map(({ scheme, label, icon: Icon }) => (
        <Menu.RadioItem key={scheme} value={scheme} h={48} rightSection={<Icon size={20} aria-hidden />}>
          {label}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}
