import type { CashMovement, ZReport } from "@cloudpos/contracts";
import { mayDo } from "@cloudpos/contracts/roles";
import { Button, Group, Stack } from "@mantine/core";
import {
  IconCashOff,
  IconDoorEnter,
  IconLockCheck,
  IconReportAnalytics,
  IconTransferIn,
  IconTransferOut,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { DataTable } from "../../components/data-table.tsx";
import { Facts } from "../../components/facts.tsx";
import { LinkButton } from "../../components/link-button.tsx";
import { Page } from "../../components/page.tsx";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { QueryState } from "../../components/query-state.tsx";
import { Section } from "../../components/section.tsx";
import { StatePanel } from "../../components/state-panel.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { xReportQuery, zReportQuery, zReportsQuery } from "../../features/shift/api/shifts.ts";
import { CashMovementDialog } from "../../features/shift/components/cash-movement-dialog.tsx";
import { CountDrawer } from "../../features/shift/components/count-drawer.tsx";
import { OpenShift } from "../../features/shift/components/open-shift.tsx";
import { ReportSheet } from "../../features/shift/components/report-sheet.tsx";
import { useSession, useStoreMoney, type RegisterSession } from "../../lib/session-context.ts";
import { useStore } from "../../lib/store.ts";
import { useRuntime } from "../runtime-context.ts";
import { usePlaceNames } from "./place-names.ts";

const movementNames: Record<CashMovement["kind"], string> = {
  "pay-in": "Pay-in",
  "pay-out": "Pay-out",
  "no-sale": "Drawer opened",
};

/** The register's shift: what happened at the drawer, the count, and the reports. */
export default function ShiftPage() {
  const { shift: shiftStore, unsentSales } = useRuntime();
  const session = useSession() as RegisterSession;
  const { store, money } = useStoreMoney();
  const state = useStore(shiftStore.store);
  const unsent = useStore(unsentSales.store).sales.length;
  const [params, setParams] = useSearchParams();
  const [moving, setMoving] = useState<CashMovement["kind"] | null>(null);
  const [closed, setClosed] = useState<ZReport | null>(null);
  const { register, user } = session;
  const mayRead = mayDo(user.role, "shift:read");
  const step = params.get("step");
  useEffect(() => void shiftStore.refresh(register.id), [shiftStore, register.id]);
  const time = new Intl.DateTimeFormat(store.locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: store.timeZone,
  });
  const go = (next: string | null) => setParams(next === null ? {} : { step: next });

  if (closed)
    return (
      <Page title={`Z report ${closed.zNumber}`} subtitle="The shift is closed.">
        <ReportSheet report={zData(closed)} store={store} registerName={register.name}>
          <LinkButton to="/" variant="default">
            To the register
          </LinkButton>
        </ReportSheet>
      </Page>
    );
  const { shift } = state;
  if (shift === null) {
    if (state.status === "asking") return <Waiting label="Loading the shift" />;
    return (
      <Page title="Shift">
        <OpenShift
          registerName={register.name}
          money={money}
          problem={state.error}
          onOpened={(opened) => shiftStore.opened(opened)}
          onRetry={() => void shiftStore.refresh(register.id)}
          onSkip={() => shiftStore.skip()}
        />
        {mayRead && <ZReports registerId={register.id} />}
      </Page>
    );
  }
  if (step === "count")
    return (
      <Page title="Count the drawer" back={{ to: "/shift", label: "Shift" }}>
        <CountDrawer
          shiftId={shift.id}
          currency={store.currency}
          money={money}
          unsentCount={unsent}
          onClosed={(report) => {
            shiftStore.closed();
            setClosed(report);
            go(null);
          }}
          onCancel={() => go(null)}
        />
      </Page>
    );
  if (step === "x" && mayRead)
    return (
      <Page title="X report" back={{ to: "/shift", label: "Shift" }}>
        <XReportView shiftId={shift.id} registerName={register.name} />
      </Page>
    );
  return (
    <Page
      title="Shift"
      subtitle={`${register.name}, open since ${time.format(new Date(shift.openedAt))}`}
      actions={
        <>
          {mayRead && (
            <Button
              variant="default"
              leftSection={<IconReportAnalytics size={20} aria-hidden />}
              onClick={() => go("x")}
            >
              X report
            </Button>
          )}
          <Button leftSection={<IconLockCheck size={20} aria-hidden />} onClick={() => go("count")}>
            Count and close
          </Button>
        </>
      }
    >
      <Stack gap="lg">
        {state.status === "failed" && state.error && (
          <ProblemAlert title="Not up to date" error={state.error}>
            <Button mt="sm" variant="default" onClick={() => void shiftStore.refresh(register.id)}>
              Try again
            </Button>
          </ProblemAlert>
        )}
        <Section title="Drawer">
          <Stack>
            <Facts
              items={[
                ["Opened by", shift.openedByName],
                ["Change at the start", <span className="amount">{money(shift.openingFloatMinor)}</span>],
              ]}
            />
            <Group>
              <Button
                variant="default"
                leftSection={<IconTransferIn size={20} aria-hidden />}
                onClick={() => setMoving("pay-in")}
              >
                Pay in
              </Button>
              <Button
                variant="default"
                leftSection={<IconTransferOut size={20} aria-hidden />}
                onClick={() => setMoving("pay-out")}
              >
                Pay out
              </Button>
              <Button
                variant="default"
                leftSection={<IconDoorEnter size={20} aria-hidden />}
                onClick={() => setMoving("no-sale")}
              >
                Open the drawer
              </Button>
            </Group>
          </Stack>
        </Section>
        <Section title="At the drawer, beside sales" flush={state.cashMovements.length > 0}>
          {state.cashMovements.length === 0 ? (
            <StatePanel icon={IconCashOff} order={3} title="Nothing yet">
              Cash that goes in or out without a sale is listed here.
            </StatePanel>
          ) : (
            <DataTable
              label="Cash movements"
              rows={state.cashMovements.toReversed()}
              rowKey={({ id }) => id}
              columns={[
                { header: "When", cell: (row) => time.format(new Date(row.occurredAt)) },
                { header: "What", cell: (row) => movementNames[row.kind] },
                { header: "Reason", cell: (row) => row.reason },
                { header: "Who", cell: (row) => row.userName, wide: true },
                {
                  header: "Amount",
                  numeric: true,
                  cell: (row) =>
                    row.kind === "no-sale"
                      ? ""
                      : money(row.kind === "pay-out" ? -row.amountMinor : row.amountMinor),
                },
              ]}
            />
          )}
        </Section>
        {mayRead && <ZReports registerId={register.id} />}
      </Stack>
      {moving && (
        <CashMovementDialog
          shiftId={shift.id}
          kind={moving}
          money={money}
          onMoved={(movement) => shiftStore.moved(movement)}
          onClose={() => setMoving(null)}
        />
      )}
    </Page>
  );
}

function XReportView({ shiftId, registerName }: { shiftId: string; registerName: string }) {
  const { api } = useRuntime();
  const { store } = useSession();
  const query = useQuery(xReportQuery(api, shiftId));
  return (
    <QueryState query={query} label="The X report">
      {(report) => (
        <ReportSheet report={{ ...report, at: report.takenAt }} store={store} registerName={registerName}>
          <Button variant="default" loading={query.isFetching} onClick={() => void query.refetch()}>
            Take again
          </Button>
        </ReportSheet>
      )}
    </QueryState>
  );
}

function ZReports({ registerId }: { registerId: string }) {
  const { api } = useRuntime();
  const { store, money } = useStoreMoney();
  const query = useQuery(zReportsQuery(api, registerId));
  const time = new Intl.DateTimeFormat(store.locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: store.timeZone,
  });
  return (
    <Section title="Z reports of this register" flush>
      <QueryState query={query} label="Z reports">
        {({ items }) =>
          items.length === 0 ? (
            <StatePanel icon={IconReportAnalytics} order={3} title="No Z report yet">
              Closing the first shift writes the first one.
            </StatePanel>
          ) : (
            <DataTable
              label="Z reports"
              rows={items}
              rowKey={({ id }) => id}
              columns={[
                {
                  header: "Number",
                  cell: (row) => (
                    <Link className="link" to={`/shift/z/${row.id}`}>
                      Z {row.zNumber}
                    </Link>
                  ),
                },
                { header: "Closed", cell: (row) => time.format(new Date(row.closedAt)) },
                { header: "By", cell: (row) => row.closedByName, wide: true },
                { header: "Receipts", numeric: true, cell: (row) => row.saleCount },
                { header: "Total", numeric: true, cell: (row) => money(row.totals.totalMinor) },
                { header: "Difference", numeric: true, cell: (row) => money(row.differenceMinor) },
              ]}
            />
          )
        }
      </QueryState>
    </Section>
  );
}

/** One Z report, as it was written. */
export function ZReportPage() {
  const { id = "" } = useParams();
  const { api } = useRuntime();
  const session = useSession();
  const names = usePlaceNames();
  const query = useQuery(zReportQuery(api, id));
  return (
    <Page title="Z report" back={{ to: "/shift", label: "Shift" }}>
      <QueryState query={query} label="The Z report">
        {({ report, supplement }) => (
          <ReportSheet
            report={{ ...zData(report), ...(supplement && { supplement }) }}
            store={session.store}
            registerName={names.register(report.shift.registerId)}
          />
        )}
      </QueryState>
    </Page>
  );
}

function zData(z: ZReport) {
  const { shift, figures, cash, cashMovements } = z;
  return { shift, figures, cash, cashMovements, at: shift.closedAt ?? shift.openedAt, z };
}
