import type { Workload } from "../support/engine.ts";
import { exitCodes } from "../support/errors.ts";
import { print, printJson, styled, table } from "../support/output.ts";
import { runtimeOf } from "../support/runtime.ts";
import { readRecord } from "../support/stack-record.ts";
import { formatDuration } from "../support/units.ts";

/** `status`: what runs and how it is. The exit code is 1 when something is not healthy, or nothing runs. */
export async function status(options: { stack: string; json?: boolean }): Promise<number> {
  const runtime = await runtimeOf(options.stack);
  const [workloads, record] = await Promise.all([runtime.workloads(), readRecord(options.stack)]);
  const healthy =
    workloads.length > 0 && workloads.every((each) => each.health === "healthy" || each.health === "stopped");
  if (options.json) {
    printJson({
      stack: options.stack,
      healthy,
      url: record.url ?? null,
      lastBackup: record.lastBackup ?? null,
      workloads: workloads.map(({ id: _, ...each }) => each),
    });
  } else {
    show(options.stack, workloads, record);
  }
  return healthy ? exitCodes.ok : exitCodes.failed;
}

function show(
  stack: string,
  workloads: readonly Workload[],
  record: Awaited<ReturnType<typeof readRecord>>,
): void {
  if (workloads.length === 0) {
    print(`Nothing of the stack "${stack}" runs. Start it: ./cloudpos up --stack ${stack}`);
    return;
  }
  const colours = { healthy: "green", starting: "yellow", unhealthy: "red", stopped: "dim" } as const;
  const rows = workloads.map((each) => [
    each.name,
    `${each.running}/${each.desired}`,
    each.health,
    each.ageMs === null ? "-" : formatDuration(each.ageMs),
    each.ports.join(" ") || "-",
    each.image.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+$/, "$1"),
  ]);
  const head = ["WORKLOAD", "RUNNING", "HEALTH", "UP FOR", "PORTS", "IMAGE"];
  const lines = table(head, rows, (cell, column, row) =>
    column === 2 ? styled(colours[workloads[row]?.health ?? "stopped"], cell) : cell,
  );
  for (const line of lines) print(line);
  print();
  if (record.url) print(`URL          ${record.url}`);
  print(
    `Last backup  ${record.lastBackup ? `${record.lastBackup.at} (${record.lastBackup.folder})` : "none by ./cloudpos backup"}`,
  );
  for (const each of workloads.filter(({ health }) => health === "unhealthy" || health === "starting")) {
    print();
    print(
      `${each.name} is ${each.health}${each.reason ? `: ${each.reason}` : ""}. Look: ./cloudpos logs ${each.name} --stack ${stack} --tail 50`,
    );
  }
}
