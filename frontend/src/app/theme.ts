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

/** Mantine's dark greys with the accent's hue in them. */
const dark: MantineColorsTuple = [
  "#e8ecea",
  "#c4ccc9",
  "#a3aeaa",
  "#6f7b77",
  "#3d4546",
  "#353b3d",
  "#2a3032",
  "#1f2325",
  "#16191a",
  "#101314",
];

/** The design language: one accent, system type, and controls a finger can hit (48 px is 12.7 mm at 96 dpi). */
export const theme = createTheme({
  primaryColor: "pine",
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  colors: { pine, dark },
  fontFamily: "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  defaultRadius: "md",
  cursorType: "pointer",
  focusRing: "auto",
  components: {
    Button: { defaultProps: { size: "lg" }, styles: { root: { minHeight: 48, fontSize: 16 } } },
    ActionIcon: { defaultProps: { size: 48, variant: "subtle", color: "gray" } },
    TextInput: { defaultProps: { size: "lg" } },
    PasswordInput: { defaultProps: { size: "lg" } },
    NumberInput: { defaultProps: { size: "lg", hideControls: true } },
    SegmentedControl: { styles: { root: { backgroundColor: "light-dark(#e6e9e5, #16191a)" } } },
    Select: { defaultProps: { size: "lg", allowDeselect: false, checkIconPosition: "right" } },
    MultiSelect: { defaultProps: { size: "lg" } },
    TagsInput: { defaultProps: { size: "lg" } },
    Textarea: { defaultProps: { size: "lg" } },
    FileInput: { defaultProps: { size: "lg" } },
    Switch: { defaultProps: { size: "md" } },
    // A word in a badge is read whole, however narrow its column.
    Badge: {
      styles: {
        root: { textTransform: "none", fontWeight: 600, verticalAlign: "middle", minWidth: "max-content" },
      },
    },
    Checkbox: { defaultProps: { size: "md" } },
    // As high as a finger needs, but in the size of text that the rest of a form has.
    InputWrapper: {
      // What a field is about stands below it, so that fields beside each other stand in one line.
      defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] },
      styles: {
        label: { fontSize: 15, marginBottom: 4 },
        description: { fontSize: 13 },
        error: { fontSize: 14 },
      },
    },
    Input: { styles: { input: { fontSize: 16 } } },
    Drawer: {
      defaultProps: { closeButtonProps: { "aria-label": "Close", size: 48 } },
      styles: { title: { fontWeight: 700, fontSize: 18 } },
    },
    // By default the first thing in a menu is a placeholder for the focus, which no menu may hold; without it the
    // first entry gets the focus.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: {
      defaultProps: {
        centered: true,
        radius: "lg",
        transitionProps: { duration: 0 },
        closeButtonProps: { "aria-label": "Close", size: 48 },
        styles: { title: { fontWeight: 700, fontSize: 18 } },
      },
    },
  },
});
