import { Button, Group } from "@mantine/core";
import { ProblemAlert } from "./problem-alert.tsx";

/** The end of a form: what went wrong, and the button that sends it. */
export function SaveBar(props: {
  problem: Error | null;
  isSaving: boolean;
  disabled?: boolean;
  label?: string;
  onCancel?: () => void;
}) {
  return (
    <div>
      <div aria-live="assertive">
        {props.problem && <ProblemAlert title="Not saved" error={props.problem} />}
      </div>
      <Group justify="flex-end" mt={props.problem ? "md" : 0}>
        {props.onCancel && (
          <Button variant="default" onClick={props.onCancel}>
            Cancel
          </Button>
        )}
        <Button type="submit" loading={props.isSaving} disabled={props.disabled ?? false}>
          {props.label ?? "Save"}
        </Button>
      </Group>
    </div>
  );
}
