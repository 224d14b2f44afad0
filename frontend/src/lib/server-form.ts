import { useForm, type FormErrors, type UseFormInput, type UseFormReturnType } from "@mantine/form";
import { useState, type SubmitEvent } from "react";
import { ApiError } from "./api-client.ts";

/** A form whose values the server checks. */
export interface ServerForm<Values extends Record<string, unknown>> {
  form: UseFormReturnType<Values>;
  /** What the server said that belongs to no field. */
  problem: Error | null;
  isSaving: boolean;
  onSubmit: (event?: SubmitEvent<HTMLFormElement>) => void;
}

/** Names the field of the form that a field of the API's body belongs to; undefined when there is none. */
export type FieldOf = (path: readonly string[]) => string | undefined;

/**
 * A form whose refusals by the server appear at the fields they are about.
 * @param save sends the values; when it rejects, the form stays as it is.
 * @param options.fieldOf where a refused field of the body is shown; by default at the field of the same path.
 * @param options.fieldOfCode where a problem code without fields is shown, such as `sku-taken` at `sku`.
 */
export function useServerForm<Values extends Record<string, unknown>>(
  input: UseFormInput<Values>,
  save: (values: Values) => Promise<unknown>,
  options: { fieldOf?: FieldOf; fieldOfCode?: Readonly<Record<string, string>> } = {},
): ServerForm<Values> {
  const form = useForm<Values>(input);
  const [problem, setProblem] = useState<Error | null>(null);
  const [isSaving, setSaving] = useState(false);

  const submit = async (values: Values) => {
    if (isSaving) return;
    setSaving(true);
    setProblem(null);
    try {
      await save(values);
    } catch (error) {
      const { errors, elsewhere } = fieldErrors(error, form.getValues(), options);
      form.setErrors(errors);
      focusFirst(errors, form);
      setProblem(elsewhere);
    } finally {
      setSaving(false);
    }
  };
  return {
    form,
    problem,
    isSaving,
    onSubmit: form.onSubmit(
      (values) => void submit(values),
      (errors) => focusFirst(errors, form),
    ),
  };
}

/** Sorts what the server refused into the form's fields and the rest. */
export function fieldErrors(
  error: unknown,
  values: Record<string, unknown>,
  options: { fieldOf?: FieldOf; fieldOfCode?: Readonly<Record<string, string>> },
): { errors: FormErrors; elsewhere: Error | null } {
  if (!(error instanceof ApiError)) return { errors: {}, elsewhere: error as Error };
  const byCode = options.fieldOfCode?.[error.code];
  if (byCode !== undefined) return { errors: { [byCode]: error.message }, elsewhere: null };
  const errors: FormErrors = {};
  let missed = error.fields.length === 0;
  for (const { path, message } of error.fields) {
    const steps = path.split("/").slice(1);
    const field = options.fieldOf ? options.fieldOf(steps) : steps[0];
    if (field !== undefined && (options.fieldOf || field in values)) errors[field] ??= sentence(message);
    else missed = true;
  }
  return { errors, elsewhere: missed ? error : null };
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}${/[.!?]$/.test(trimmed) ? "" : "."}`;
}

function focusFirst<Values extends Record<string, unknown>>(
  errors: FormErrors,
  form: UseFormReturnType<Values>,
): void {
  const first = Object.keys(errors)[0];
  if (first !== undefined) form.getInputNode(first)?.focus();
}
