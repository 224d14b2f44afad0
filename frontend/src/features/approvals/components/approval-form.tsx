import type { ApprovablePermission, SaleApproval, StaffMember } from "@cloudpos/contracts";
import { Alert, Button, Group, Loader, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState, type SubmitEvent } from "react";
import { NumberPad } from "../../../components/number-pad.tsx";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { SideBySide } from "../../../components/side-by-side.tsx";
import { ApiError } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";
import { approversQuery, useApprove } from "../api/approvals.ts";
import classes from "./approvals.module.css";

const usualReasons: Record<ApprovablePermission, readonly string[]> = {
  "sale:discount": ["Damaged packaging", "Price match", "Loyal customer", "Staff purchase"],
  "sale:refund": ["Faulty", "Not as described", "Changed mind", "Card not at hand"],
};
const shortestPin = 4;
const longestPin = 8;

/** Somebody who may do it allows it here and now: who, why, PIN. The cart stays as it is meanwhile. */
export function ApprovalForm(props: {
  permission: ApprovablePermission;
  /** The sale that it is for. */
  saleId: string;
  /** What is to be approved, in words. */
  text: string;
  onApproved: (approval: SaleApproval) => void;
  onCancel: () => void;
}) {
  const { permission, saleId } = props;
  const approvers = useQuery(approversQuery(useApi(), permission));
  const approve = useApprove();
  const [chosen, setChosen] = useState<StaffMember | null>(null);
  const [reason, setReason] = useState("");
  const [pin, setPin] = useState("");
  const pinField = useRef<HTMLInputElement>(null);
  const only = approvers.data?.length === 1 ? approvers.data[0]! : null;
  const approver = chosen ?? only;
  const complete = approver !== null && reason.trim() !== "" && pin.length >= shortestPin;

  const change = (typed: string) => setPin(typed.replace(/\D/g, "").slice(0, longestPin));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!complete || approve.isPending) return;
    const request = { approverId: approver.id, pin, permission, reason: reason.trim(), saleId };
    approve.mutate(request, {
      onSuccess: ({ token }) =>
        props.onApproved({ permission, approverId: approver.id, reason: request.reason, token }),
      onError: () => {
        setPin("");
        pinField.current?.focus();
      },
    });
  };

  return (
    <form onSubmit={submit} aria-label="Approval">
      <Stack gap="md">
        <Alert
          variant="light"
          icon={<IconShieldCheck />}
          title={props.text}
          styles={{ title: { color: "inherit" } }}
        >
          Somebody who may do this has to approve it with their PIN.
        </Alert>
        <SideBySide
          left={
            <>
              {approvers.isPending ? (
                <Loader role="img" mx="auto" aria-label="Loading who may approve" />
              ) : approvers.isError ? (
                <ProblemAlert title="Who may approve is not known" error={approvers.error}>
                  <Button mt="sm" variant="default" onClick={() => void approvers.refetch()}>
                    Try again
                  </Button>
                </ProblemAlert>
              ) : approvers.data.length === 0 ? (
                <Text role="status">Nobody at this store can approve this.</Text>
              ) : (
                <div className={classes["people"]} role="group" aria-label="Who approves">
                  {approvers.data.map((person) => (
                    <UnstyledButton
                      key={person.id}
                      className={classes["person"] ?? ""}
                      aria-pressed={approver?.id === person.id}
                      onClick={() => setChosen(person)}
                    >
                      <strong>{person.displayName}</strong>
                      <span>{person.role}</span>
                    </UnstyledButton>
                  ))}
                </div>
              )}
              <div className={classes["people"]} role="group" aria-label="Usual reasons">
                {usualReasons[permission].map((usual) => (
                  <UnstyledButton
                    key={usual}
                    className={classes["reason"] ?? ""}
                    aria-pressed={reason === usual}
                    onClick={() => setReason(usual)}
                  >
                    {usual}
                  </UnstyledButton>
                ))}
              </div>
              <TextInput
                label="Reason"
                maxLength={200}
                autoComplete="off"
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
              <div aria-live="assertive">
                {approve.isError && (
                  <ProblemAlert
                    title={
                      approve.error instanceof ApiError && approve.error.code === "invalid-credentials"
                        ? "Wrong PIN"
                        : "Not approved"
                    }
                    error={approve.error}
                  />
                )}
              </div>
            </>
          }
          right={
            <>
              <TextInput
                ref={pinField}
                label={approver ? `PIN of ${approver.displayName}` : "PIN"}
                type="password"
                autoComplete="off"
                inputMode="none"
                value={pin}
                onChange={(event) => change(event.currentTarget.value)}
                styles={{ input: { textAlign: "center", fontSize: 26, letterSpacing: "0.4em" } }}
              />
              <NumberPad
                corner="clear"
                onDigits={(digits) => change(pin + digits)}
                onBackspace={() => change(pin.slice(0, -1))}
                onClear={() => change("")}
              />
              <Group grow>
                <Button variant="default" onClick={props.onCancel}>
                  Cancel
                </Button>
                <Button type="submit" loading={approve.isPending} disabled={!complete}>
                  Approve
                </Button>
              </Group>
            </>
          }
        />
      </Stack>
    </form>
  );
}
