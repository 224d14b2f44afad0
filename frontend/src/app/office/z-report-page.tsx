import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { Page } from "../../components/page.tsx";
import { QueryState } from "../../components/query-state.tsx";
import { useRegisterNames } from "../../features/reports/use-register-names.ts";
import { zReportQuery } from "../../features/shift/api/shifts.ts";
import { ReportSheet } from "../../features/shift/components/report-sheet.tsx";
import { useApi } from "../../lib/api-context.ts";
import { useSession } from "../../lib/session-context.ts";

/** A Z report of any of the store's registers, as the register printed it. */
export default function ZReportPage() {
  const { id = "" } = useParams();
  const { store } = useSession();
  const { nameOf } = useRegisterNames();
  const query = useQuery(zReportQuery(useApi(), id));
  const z = query.data?.report;
  return (
    <Page
      title={z ? `Z report ${z.zNumber}` : "Z report"}
      subtitle={z && nameOf(z.shift.registerId)}
      back={{ to: "/reports/z-reports", label: "Z reports" }}
    >
      <QueryState query={query} label="The Z report">
        {({ report, supplement }) => (
          <ReportSheet
            report={{
              shift: report.shift,
              figures: report.figures,
              cash: report.cash,
              cashMovements: report.cashMovements,
              at: report.shift.closedAt ?? report.shift.openedAt,
              z: report,
              ...(supplement && { supplement }),
            }}
            store={store}
            registerName={nameOf(report.shift.registerId)}
          />
        )}
      </QueryState>
    </Page>
  );
}
