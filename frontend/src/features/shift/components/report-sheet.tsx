import type { Store } from "@cloudpos/contracts";
import { Button, Group, SegmentedControl, Stack } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { PrintJob, usePaper, type Paper } from "../../../components/print-job.tsx";
import classes from "./shift-report.module.css";
import { ShiftReport, type ReportData } from "./shift-report.tsx";

/** A shift report on the screen, with the way to paper. */
export function ReportSheet(props: {
  report: ReportData;
  store: Store;
  registerName: string;
  /** More that can be done, below the print button. */
  children?: ReactNode;
}) {
  const [paper, setPaper] = usePaper();
  const [printing, setPrinting] = useState(false);
  const { report, store, registerName } = props;
  const sheet = <ShiftReport report={report} store={store} registerName={registerName} />;
  return (
    <Group align="flex-start" gap="xl">
      <div className={classes["paper"]}>{sheet}</div>
      <Stack w={260}>
        <Button leftSection={<IconPrinter size={20} aria-hidden />} onClick={() => setPrinting(true)}>
          Print
        </Button>
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
        {props.children}
      </Stack>
      {printing && (
        <PrintJob
          paper={paper}
          title={report.z ? `Z report ${report.z.zNumber}` : "X report"}
          onDone={() => setPrinting(false)}
        >
          {sheet}
        </PrintJob>
      )}
    </Group>
  );
}
