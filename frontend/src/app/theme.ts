import { createTheme, type MantineColorsTuple } from "@mantine/core";

const pine: MantineColorsTuple = [
  "#e9f8f2",
  "#d5eee4",
  "#aadcc9",
  "#7ccaad",
  "#55ba94",
  "#3bb085",
  "#22a076",
  "#118462",
  "#0b6e55",
  "#045a45",
];

/** The design language: one accent, system type, and controls a finger can hit (48 px is 12.7 mm at 96 dpi). */
export const theme = createTheme({
  primaryColor: "pine",
  primaryShade: { light: 8, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  colors: { pine },
  fontFamily: "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  defaultRadius: "md",
  cursorType: "pointer",
  focusRing: "auto",
  components: {
    Button: { defaultProps: { size: "lg" }, styles: { root: { minHeight: 48 } } },
    ActionIcon: { defaultProps: { size: 48, variant: "subtle", color: "gray" } },
    TextInput: { defaultProps: { size: "lg" } },
    Modal: {
      defaultProps: {
        centered: true,
        radius: "lg",
        transitionProps: { duration: 0 },
        styles: { title: { fontWeight: 700, fontSize: 18 } },
      },
    },
  },
});
