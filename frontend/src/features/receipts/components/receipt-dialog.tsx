import type { Sale } from "@cloudpos/contracts";
import { Button, Group, Modal, SegmentedControl, Stack } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useState } from "react";
import { PrintJob, usePaper, type Paper } from "../../../components/print-job.tsx";
import { Receipt, type ReceiptFacts } from "./receipt.tsx";
import classes from "./receipt.module.css";

/** Shows a receipt as it will be printed, and prints it. */
export function ReceiptDialog(props: { sale: Sale; facts: ReceiptFacts; onClose: () => void }) {
  const [paper, setPaper] = usePaper();
  const [printing, setPrinting] = useState(false);
  const receipt = <Receipt sale={props.sale} facts={props.facts} />;
  return (
    <Modal opened onClose={props.onClose} title={`Receipt ${props.facts.receiptNumber ?? ""}`} size={480}>
      <Stack>
        <div className={classes["paper"]}>{receipt}</div>
        <Group grow align="end">
          <SegmentedControl
            size="lg"
            aria-label="Paper"
            value={paper}
            onChange={(value) => setPaper(value as Paper)}
            data={[
              { value: "roll", label: "80 mm" },
              { value: "a4", label: "A4" },
            ]}
          />
          <Button
            data-autofocus
            leftSection={<IconPrinter size={20} aria-hidden />}
            onClick={() => setPrinting(true)}
          >
            Print
          </Button>
        </Group>
      </Stack>
      {printing && (
        <PrintJob
          paper={paper}
          title={`Receipt ${props.facts.receiptNumber ?? props.sale.id}`}
          onDone={() => setPrinting(false)}
        >
          {receipt}
        </PrintJob>
      )}
    </Modal>
  );
}
