import type { DemoAccess } from "../../../infra/workloads/demo.ts";
import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { currentRelease, forgetReleases } from "../support/release.ts";
import { refuseFullDisk, refuseTakenPorts } from "../support/checks.ts";
import {
  clearPendingOperations,
  describeChanges,
  openStack,
  operate,
  output,
  type Changes,
} from "../support/deployment.ts";
import { reachDocker } from "../support/engine.ts";
import { reachEngines } from "../support/engines.ts";
import { exitCodes, OperatorError, usageError } from "../support/errors.ts";
import { waitForHealth } from "../support/health.ts";
import { pruneImages } from "../support/images.ts";
import { ask, print, printJson, styled } from "../support/output.ts";
import { throwIfInterrupted, withRun, type Run } from "../support/run.ts";
import { ensureStackFile, readStackFile } from "../support/stack-file.ts";
import { stackFolder, updateRecord } from "../support/stack-record.ts";
import { prepareToolchain } from "../support/toolchain.ts";
import { formatDuration } from "../support/units.ts";

export interface UpOptions {
  stack: string;
  yes?: boolean;
  json?: boolean;
}

/** `up`: prepares the machine and makes the platform what the repository and the stack's configuration say. */
export async function up(options: UpOptions): Promise<number> {
  return withRun(options.stack, async (run) => {
    const { summary, timer } = await bringUp(run, options);
    run.progress.close();
    if (options.json) printJson(summary);
    else show(summary, timer);
    return exitCodes.ok;
  });
}

/** What `up` does, for the commands that end in it. */
export async function bringUp(
  run: Run,
  options: Pick<UpOptions, "yes">,
): Promise<{ summary: Summary; timer: Timer }> {
  const timer = new Timer();
  // Before anything is fetched or built, which needs room as well.
  await refuseFullDisk([run.home.root]);
  const toolchain = await timer.measure("toolchain", () => prepareToolchain(run));
  throwIfInterrupted(run);
  const configuration = await timer.measure("checks", async () => {
    const written = await ensureStackFile(run.home, run.stack, run.backend);
    if (written) run.progress.line(`- ${written}`);
    const found = await readStackFile(run.stack);
    // What runs on servers takes nothing of this machine.
    if (found.servers.length > 0) return found;
    const docker = await reachDocker();
    const { DockerRootDir } = (await docker.info()) as { DockerRootDir: string };
    await refuseFullDisk([run.home.root, DockerRootDir].map(existing));
    // On Kubernetes they are not this machine's.
    if (found.platform === "swarm") await refuseTakenPorts(run.stack, found.ports);
    return found;
  });
  const stack = await timer.measure("stack", () => openStack(run, true));
  if (configuration.environment !== "dev" && !options.yes) await confirm(run, stack);
  const { result, changes } = await timer.measure("platform", async () => {
    await clearPendingOperations(run, stack);
    throwIfInterrupted(run);
    return operate(run, "up", (handlers) => stack.up({ ...handlers, refresh: true }));
  });
  const url = output<string>(result.outputs, "url") ?? "https://localhost";
  const ca = output<string>(result.outputs, "caCertificate") ?? "";
  const demo = output<DemoAccess | null>(result.outputs, "demo") ?? null;
  const caFile = await writeCa(run.stack, ca);
  await timer.measure("health", async () => {
    run.progress.begin("health", "First answer");
    // Each server has a front, whatever DNS says so far.
    const addresses = configuration.servers.map(({ address }) => address);
    await waitForHealth(url, ca, run.interrupt.signal, addresses);
    const where = addresses.length > 0 ? ` at ${addresses.join(", ")}` : "";
    run.progress.done("health", `${url}/health${where}, certificate verified`);
  });
  const engines = await reachEngines(run.stack);
  const release = await currentRelease(run.stack, engines);
  const { previousRelease } = await updateRecord(run.stack, { url, upAt: release.at, release });
  await forgetReleases(run.stack, [release, previousRelease]);
  const removed = await timer.measure("clean-up", async () => {
    const keep = Object.values(previousRelease?.images ?? {});
    const counts = await Promise.all((await engines.all()).map((docker) => pruneImages(docker, { keep })));
    return counts.reduce((sum, count) => sum + count, 0);
  });
  if (removed > 0)
    run.progress.line(`- ${removed} images of earlier generations removed; the last one of each is kept`);
  const summary = {
    stack: run.stack,
    url,
    ca,
    caFile,
    changes,
    demo,
    seconds: timer.seconds(),
    toolchain,
    logs: run.logs,
  };
  return { summary, timer };
}

/** Asks before anything changes where real shops may be working. */
async function confirm(run: Run, stack: Awaited<ReturnType<typeof openStack>>): Promise<void> {
  if (!process.stdin.isTTY) {
    throw usageError(
      `Without a terminal nobody can be asked: look at ./cloudpos preview --stack ${run.stack}, then run with --yes.`,
    );
  }
  const { result, changes } = await operate(run, "preview", (handlers) =>
    stack.preview({ ...handlers, refresh: true }),
  );
  run.progress.line(result.stdout.trimEnd());
  const answer = await ask(`Carry this out on "${run.stack}" (${describeChanges(changes)})? Type yes: `);
  if (answer !== "yes") throw new OperatorError(exitCodes.interrupted, "Nothing has been changed.");
}

/** Public: may be given to every till and browser that has to trust it. */
async function writeCa(stack: string, ca: string): Promise<string> {
  const folder = stackFolder(stack);
  const file = join(folder, "ca.crt");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(file, ca);
  await chmod(file, 0o644);
  return file;
}

/** The path itself if this process can see it, else the root: Docker's folder may be another machine's. */
const existing = (path: string) => (existsSync(path) ? path : "/");

interface Summary {
  stack: string;
  url: string;
  ca: string;
  caFile: string;
  changes: Changes;
  demo: DemoAccess | null;
  seconds: Record<string, number>;
  toolchain: Awaited<ReturnType<typeof prepareToolchain>>;
  logs: string;
}

function show(summary: Summary, timer: Timer): void {
  const { url, caFile, demo, stack } = summary;
  print();
  print(`${styled("green", "CloudPOS is up:")} ${styled("bold", url)}`);
  if (demo) showDemo(demo);
  print();
  print("So that browsers trust it, import its certificate authority once on each device:");
  print(`  file     ${caFile}`);
  print(
    `  Debian   sudo cp ${caFile} /usr/local/share/ca-certificates/cloudpos-${stack}.crt && sudo update-ca-certificates`,
  );
  print(
    `  macOS    sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ${caFile}`,
  );
  print("  Windows  certutil -addstore -f Root ca.crt   (as administrator, with a copy of the file)");
  print("  Firefox  Settings, Privacy & Security, View Certificates, Authorities, Import");
  print(`  curl     curl --cacert ${caFile} ${url}/health`);
  print();
  print(styled("dim", `Time: ${timer.describe()}. Logs: ${summary.logs}`));
}

function showDemo({ registers, staff, password }: DemoAccess): void {
  print();
  print("Demo shop. A browser becomes a register by its code:");
  for (const each of registers) print(`  ${each.enrolmentCode}  ${each.store}, ${each.name}`);
  print("There people sign in with a PIN; in the back office with their e-mail address and the password");
  print(`${styled("bold", password)}:`);
  const width = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length));
  const [name, role] = [width(staff.map((each) => each.name)), width(staff.map((each) => each.role))];
  const stores = width(staff.map((each) => each.stores.join(", ")));
  for (const each of staff) {
    const parts = [each.name.padEnd(name), each.role.padEnd(role), each.stores.join(", ").padEnd(stores)];
    print(`  ${each.pin}  ${parts.join("  ")}  ${each.email ?? "-"}`);
  }
}

/** Measures the phases of a run. */
class Timer {
  readonly #phases: [name: string, milliseconds: number][] = [];

  async measure<T>(name: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#phases.push([name, performance.now() - start]);
    }
  }

  seconds(): Record<string, number> {
    return Object.fromEntries(this.#phases.map(([name, ms]) => [name, Math.round(ms / 100) / 10]));
  }

  describe(): string {
    const total = this.#phases.reduce((sum, [, ms]) => sum + ms, 0);
    return `${formatDuration(total)} (${this.#phases.map(([name, ms]) => `${name} ${formatDuration(ms)}`).join(", ")})`;
  }
}
