import { Button, Skeleton, Table } from "@mantine/core";
import type { ReactNode } from "react";
import type { CursorList } from "../lib/cursor-list.ts";
import classes from "./data-table.module.css";
import { ProblemAlert } from "./problem-alert.tsx";

/** A column of a table. */
export interface Column<T> {
  /** Heading; also names the column for React. */
  header: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand at the right, with digits of one width. */
  numeric?: boolean;
  /** A code such as an SKU: never broken over lines. */
  code?: boolean;
  /** Only where there is room: hidden on a tablet. */
  wide?: boolean;
  /** No heading to see, such as over buttons; it is still read out. */
  silent?: boolean;
  width?: number | string;
}

/** Rows under headings. */
export function DataTable<T>(props: {
  /** What the table lists, read out before it. */
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** What is shown is on its way out. */
  dimmed?: boolean;
}) {
  const { columns } = props;
  return (
    <div className={classes["frame"]} data-dimmed={props.dimmed || undefined}>
      <div className={classes["scroll"]} tabIndex={0} role="group" aria-label={props.label}>
        <Table className={classes["table"] ?? ""} verticalSpacing={0} horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              {columns.map(({ header, numeric, wide, silent, width }) => (
                <Table.Th
                  key={header}
                  scope="col"
                  data-numeric={numeric || undefined}
                  data-wide={wide || undefined}
                  {...(width !== undefined && { w: width })}
                >
                  {silent ? <span className="visually-hidden">{header}</span> : header}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {props.rows.map((row) => (
              <Table.Tr key={props.rowKey(row)}>
                {columns.map(({ header, cell, numeric, code, wide }) => (
                  <Table.Td
                    key={header}
                    data-numeric={numeric || undefined}
                    data-code={code || undefined}
                    data-wide={wide || undefined}
                  >
                    {cell(row)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </div>
  );
}

/** A table of a list that is fetched page by page, in each of its states. */
export function ListTable<T>(props: {
  label: string;
  list: CursorList<T>;
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  /** In place of the table when there is nothing. */
  empty: ReactNode;
}) {
  const { list, label } = props;
  if (list.items === undefined) {
    return list.error ? (
      <ProblemAlert title={`${label} cannot be shown`} error={list.error}>
        <Button mt="sm" variant="default" onClick={list.retry}>
          Try again
        </Button>
      </ProblemAlert>
    ) : (
      <TableSkeleton label={label} />
    );
  }
  return (
    <>
      {list.error && (
        <div className={classes["warning"]}>
          <ProblemAlert title="Not up to date" error={list.error}>
            <Button mt="sm" variant="default" onClick={list.retry}>
              Try again
            </Button>
          </ProblemAlert>
        </div>
      )}
      {list.items.length === 0 ? (
        props.empty
      ) : (
        <DataTable
          label={label}
          columns={props.columns}
          rows={list.items}
          rowKey={props.rowKey}
          dimmed={list.isStale}
        />
      )}
      {list.hasMore && !list.isStale && (
        <div className={classes["more"]}>
          <Button variant="default" loading={list.isLoadingMore} onClick={list.loadMore}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}

/** Grey rows where a table will be. */
export function TableSkeleton({ label }: { label: string }) {
  return (
    <div className={`${classes["frame"]} late`} role="status" aria-label={`Loading: ${label}`}>
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className={classes["skeleton"]}>
          <Skeleton height={12} width={`${35 - (index % 3) * 6}%`} />
          <Skeleton height={12} width="12%" />
        </div>
      ))}
    </div>
  );
}
