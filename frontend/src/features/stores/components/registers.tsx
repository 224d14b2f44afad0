import type { ManagedRegister, Store } from "@cloudpos/contracts";
import { ActionIcon, Badge, Button, Menu, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconDeviceDesktop, IconDots, IconPlugConnectedX, IconPencil, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { DataTable } from "../../../components/data-table.tsx";
import { tellDone } from "../../../components/notice.ts";
import { SaveBar } from "../../../components/save-bar.tsx";
import { Section } from "../../../components/section.tsx";
import { formatTime } from "../../../lib/format.ts";
import { useServerForm } from "../../../lib/server-form.ts";
import { useMay } from "../../../lib/session-context.ts";
import { useCreateRegister, useEnrolmentCode, useRenameRegister, useUnenrol } from "../api/stores.ts";
import { EnrolmentDialog } from "./enrolment-dialog.tsx";

type Dialog = { kind: "new" } | { kind: "rename" | "enrol" | "unenrol"; register: ManagedRegister };

/** The registers of one store. */
export function Registers(props: { store: Store; registers: readonly ManagedRegister[] }) {
  const { store, registers } = props;
  const mayWrite = useMay("store:write");
  const mayEnrol = useMay("register:enrol");
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const code = useEnrolmentCode();
  const close = () => setDialog(null);
  return (
    <Section
      title={`Registers of ${store.name}`}
      flush={registers.length > 0}
      actions={
        mayWrite && (
          <Button
            variant="default"
            size="md"
            leftSection={<IconPlus size={18} aria-hidden />}
            onClick={() => setDialog({ kind: "new" })}
          >
            New register
          </Button>
        )
      }
    >
      {registers.length === 0 ? (
        <Text className="soft">This store has no registers yet.</Text>
      ) : (
        <DataTable
          label={`Registers of ${store.name}`}
          rows={registers}
          rowKey={({ id }) => id}
          columns={[
            { header: "Name", cell: ({ name }) => <strong>{name}</strong> },
            { header: "Code", cell: ({ code }) => code },
            {
              header: "Device",
              cell: ({ enrolled, enrolledAt }) =>
                enrolled ? (
                  <>
                    <Badge variant="light">Enrolled</Badge>
                    {enrolledAt && <span className="soft"> since {formatTime(enrolledAt, store)}</span>}
                  </>
                ) : (
                  <Badge variant="light" color="gray">
                    None
                  </Badge>
                ),
            },
            {
              header: "Last sign-in",
              wide: true,
              cell: ({ lastSignInAt }) => (lastSignInAt ? formatTime(lastSignInAt, store) : "Never"),
            },
            ...(mayEnrol || mayWrite
              ? [
                  {
                    header: "Actions",
                    silent: true,
                    width: 220,
                    cell: (register: ManagedRegister) => (
                      <div style={{ display: "flex", justifyContent: "flex-end", gap: 6 }}>
                        {mayEnrol && (
                          <Button
                            size="sm"
                            variant="light"
                            aria-label={`Enrol a device as ${register.name}`}
                            leftSection={<IconDeviceDesktop size={18} aria-hidden />}
                            onClick={() => {
                              code.mutate(register.id);
                              setDialog({ kind: "enrol", register });
                            }}
                          >
                            Enrol
                          </Button>
                        )}
                        <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
                          <Menu.Target>
                            <ActionIcon aria-label={`More about ${register.name}`}>
                              <IconDots aria-hidden />
                            </ActionIcon>
                          </Menu.Target>
                          <Menu.Dropdown>
                            {mayWrite && (
                              <Menu.Item
                                h={48}
                                leftSection={<IconPencil size={18} aria-hidden />}
                                onClick={() => setDialog({ kind: "rename", register })}
                              >
                                Rename
                              </Menu.Item>
                            )}
                            {mayEnrol && (
                              <Menu.Item
                                h={48}
                                disabled={!register.enrolled}
                                leftSection={<IconPlugConnectedX size={18} aria-hidden />}
                                onClick={() => setDialog({ kind: "unenrol", register })}
                              >
                                End the enrolment
                              </Menu.Item>
                            )}
                          </Menu.Dropdown>
                        </Menu>
                      </div>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {dialog?.kind === "new" && <RegisterDialog store={store} onClose={close} />}
      {dialog?.kind === "rename" && (
        <RegisterDialog store={store} register={dialog.register} onClose={close} />
      )}
      {dialog?.kind === "enrol" && <EnrolmentDialog register={dialog.register} code={code} onClose={close} />}
      {dialog?.kind === "unenrol" && <UnenrolDialog register={dialog.register} onClose={close} />}
    </Section>
  );
}

function UnenrolDialog({ register, onClose }: { register: ManagedRegister; onClose: () => void }) {
  const unenrol = useUnenrol(register.id);
  return (
    <ConfirmDialog
      title={`End the enrolment of ${register.name}?`}
      action="End it"
      danger
      onClose={onClose}
      onConfirm={async () => {
        await unenrol.mutateAsync();
        tellDone(`No device is ${register.name} now.`);
      }}
    >
      The device can no longer sign anybody in until it is enrolled again. Sales that it has not sent yet stay
      on it; have it send them first.
    </ConfirmDialog>
  );
}

function RegisterDialog(props: { store: Store; register?: ManagedRegister; onClose: () => void }) {
  const { store, register, onClose } = props;
  const create = useCreateRegister();
  const rename = useRenameRegister(register?.id ?? "");
  const { form, problem, isSaving, onSubmit } = useServerForm(
    {
      initialValues: { code: register?.code ?? `${store.code}-`, name: register?.name ?? "" },
      validate: {
        code: (code) =>
          /^[a-z0-9][a-z0-9-]{0,31}$/.test(code) ? null : "Small letters, digits and -, such as main-3.",
        name: (name) => (name.trim() === "" ? "Give the register a name." : null),
      },
    },
    async ({ code, name }) => {
      if (register) await rename.mutateAsync(name.trim());
      else await create.mutateAsync({ storeId: store.id, code, name: name.trim() });
      tellDone("Saved.");
      onClose();
    },
    { fieldOfCode: { conflict: "code", "code-taken": "code" } },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={register ? `Rename ${register.name}` : "New register"}
      closeButtonProps={{ "aria-label": "Close", size: 48 }}
    >
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <TextInput label="Name" required data-autofocus maxLength={100} {...form.getInputProps("name")} />
          {!register && (
            <TextInput
              label="Code"
              description="Begins its receipt numbers; it never changes"
              required
              autoCapitalize="none"
              spellCheck={false}
              maxLength={32}
              {...form.getInputProps("code")}
            />
          )}
          <SaveBar problem={problem} isSaving={isSaving} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
