import { ActionIcon } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { tellFailed } from "../../../components/notice.ts";
import { useApi } from "../../../lib/api-context.ts";
import { saveFile } from "../../../lib/download.ts";
import { useSession } from "../../../lib/session-context.ts";
import { reportCsv, type RangeReportName } from "../api/range-reports.ts";

/** Saves a report for a spreadsheet. */
export function CsvButton(props: {
  report: RangeReportName | "products";
  label: string;
  from: string;
  to: string;
}) {
  const { report, label, from, to } = props;
  const api = useApi();
  const { store } = useSession();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      saveFile(
        `${store.code}-${report}-${from}-${to}.csv`,
        "text/csv",
        await reportCsv(api, report, { from, to }),
      );
    } catch (error) {
      tellFailed("The report was not saved", error);
    }
    setBusy(false);
  };
  return (
    <ActionIcon
      aria-label={`Save ${label} as CSV`}
      title="Save as CSV"
      loading={busy}
      onClick={() => void save()}
    >
      <IconDownload size={20} aria-hidden />
    </ActionIcon>
  );
}
