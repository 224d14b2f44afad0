import type { Customer } from "@cloudpos/contracts";
import { Modal, NumberInput, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { v7 as uuidV7 } from "uuid";
import { tellDone } from "../../../components/notice.ts";
import { SaveBar } from "../../../components/save-bar.tsx";
import { useServerForm } from "../../../lib/server-form.ts";
import { useCustomerActions } from "../api/customers.ts";

/** Gives or takes loyalty points by hand, with a reason. */
export function PointsDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { adjust } = useCustomerActions(customer.id);
  const [id] = useState(() => uuidV7());
  const { form, problem, isSaving, onSubmit } = useServerForm(
    {
      initialValues: { way: "give", points: "" as number | string, reason: "" },
      validate: {
        points: (points) => (Number(points) >= 1 ? null : "Enter a number of points."),
        reason: (reason) => (reason.trim() === "" ? "Say why." : null),
      },
    },
    async ({ way, points, reason }) => {
      await adjust.mutateAsync({
        id,
        points: way === "give" ? Number(points) : -Number(points),
        reason: reason.trim(),
      });
      tellDone("Recorded.");
      onClose();
    },
    { fieldOfCode: { "points-insufficient": "points" } },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Points of ${customer.name}`}
      closeButtonProps={{ "aria-label": "Close", size: 48 }}
    >
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <SegmentedControl
            size="lg"
            aria-label="Give or take"
            data={[
              { value: "give", label: "Give" },
              { value: "take", label: "Take" },
            ]}
            {...form.getInputProps("way")}
          />
          <NumberInput
            label="Points"
            description={`${customer.loyaltyPoints} now`}
            required
            data-autofocus
            min={1}
            max={1_000_000}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            {...form.getInputProps("points")}
          />
          <TextInput label="Reason" required maxLength={200} {...form.getInputProps("reason")} />
          <SaveBar problem={problem} isSaving={isSaving} label="Record" onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
