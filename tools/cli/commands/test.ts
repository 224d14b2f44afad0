import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { exitCodes, usageError } from "../support/errors.ts";
import { print, styled } from "../support/output.ts";
import { repository } from "../support/stack-file.ts";
import { withRun } from "../support/run.ts";
import { clusterVariables, openTestCluster } from "../support/test-cluster.ts";
import { openTestServers } from "../support/test-servers.ts";
import { serversStack, testStacks, writeTestStack } from "../support/test-stacks.ts";
import { prepareToolchain } from "../support/toolchain.ts";
import { countReport, sum, summaryLine, type Count } from "../support/test-report.ts";
import { formatDuration } from "../support/units.ts";

export interface TestOptions {
  /** Comma-separated phases, in place of the usual ones. */
  only?: string;
  /** Comma-separated phases, beside them. */
  also?: string;
  /** Short for `only: "cluster"`. */
  cluster?: boolean;
  /** Leave the stack and the cluster running. */
  keep?: boolean;
}

interface Phase {
  id: string;
  title: string;
  /** Real engines and stores: Docker, Pulumi, base images, a browser. */
  needsToolchain?: boolean;
  run(options: TestOptions): Promise<Count>;
}

/** The stack that the end-to-end tests bring up beside whatever else runs on the machine. */
const devStack = "test";

/** In order, from fast to slow. */
const phases: readonly Phase[] = [
  { id: "types", title: "Type check", run: () => tool("tsc", ["--build"]) },
  {
    id: "lint",
    title: "Lint",
    run: () => tool("eslint", ["--cache", "--cache-location", "node_modules/.cache/eslint/", "."]),
  },
  { id: "unit", title: "Unit tests", run: () => vitest("unit") },
  { id: "stores", title: "Tests on real stores", needsToolchain: true, run: () => vitest("stores") },
  { id: "engine", title: "Tests on the real engines", needsToolchain: true, run: () => vitest("engine") },
  {
    id: "e2e",
    title: "End to end on a stack of its own",
    needsToolchain: true,
    run: (options) => endToEnd(devStack, options),
  },
];

/** Phases that want the machine to themselves for a while; only those who name them get them. */
const onDemand: readonly Phase[] = [
  {
    id: "staging",
    title: "End to end on staging's stack",
    run: ({ keep = false }) =>
      withRun(testStacks.staging.name, async (run) => {
        await prepareToolchain(run, "test");
        const configure = () => writeTestStack(run.home, "staging");
        return endToEnd(testStacks.staging.name, { keep, configure });
      }),
  },
  {
    id: "servers",
    title: "Staging's stack on three servers, each of which is lost once",
    run: testOnServers,
  },
  { id: "cluster", title: "End to end on production's stack, on a real Kubernetes", run: testOnCluster },
];

/** `test`: runs the phases, all of them also after a failure. The last line is `N passed, N failed`. */
export async function test(options: TestOptions): Promise<number> {
  const wanted = selected(options);
  if (wanted.some((phase) => phase.needsToolchain)) {
    await withRun(devStack, (run) => prepareToolchain(run, "test"));
  }
  const results: { phase: Phase; count: Count; milliseconds: number }[] = [];
  for (const phase of wanted) {
    print(styled("bold", `\n== ${phase.title}`));
    const start = performance.now();
    const count = await phase.run(options);
    results.push({ phase, count, milliseconds: performance.now() - start });
  }
  print();
  for (const { phase, count, milliseconds } of results) {
    const mark = count.failed === 0 ? styled("green", "✔") : styled("red", "✖");
    print(`${mark} ${phase.title}: ${describe(count)} (${formatDuration(milliseconds)})`);
    for (const failure of count.failures ?? []) print(`    ${failure}`);
  }
  const total = sum(results.map(({ count }) => count));
  print(summaryLine(total));
  return total.failed === 0 ? exitCodes.ok : exitCodes.failed;
}

const describe = (count: Count) => (count.passed + count.failed === 0 ? "clean" : summaryLine(count));

/** @throws OperatorError (usage) for a phase that is not known */
function selected({ only, also, cluster }: TestOptions): readonly Phase[] {
  const all = [...phases, ...onDemand];
  const listed = (list: string) => list.split(",").map((id) => id.trim());
  const usual = phases.map(({ id }) => id);
  const ids = [
    ...(cluster ? ["cluster"] : only === undefined ? usual : listed(only)),
    ...(also === undefined ? [] : listed(also)),
  ];
  const unknown = ids.filter((id) => !all.some((phase) => phase.id === id));
  if (unknown.length > 0) {
    throw usageError(
      `${unknown.join(",")}: no such phase. There are ${usual.join(", ")}, and on demand ${onDemand.map(({ id }) => id).join(", ")}.`,
    );
  }
  return all.filter(({ id }) => ids.includes(id));
}

/** A tool without tests: nothing counts when it is content, one failure when it is not. */
async function tool(name: string, args: readonly string[]): Promise<Count> {
  const code = await runNode([join(repository, "node_modules/.bin", name), ...args]);
  return { passed: 0, failed: code === 0 ? 0 : 1 };
}

/** @param report name of the report's file; a project that runs on several stacks has several */
async function vitest(
  project: string,
  environment: Record<string, string> = {},
  report = project,
): Promise<Count> {
  const folder = join(repository, ".build/test-reports");
  const file = join(folder, `${report}.json`);
  await mkdir(folder, { recursive: true });
  await rm(file, { force: true });
  const program = join(repository, "node_modules/vitest/vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const code = await runNode(
    [program, "run", "--project", project, "--passWithNoTests", ...reporters],
    environment,
  );
  const count = existsSync(file)
    ? countReport(JSON.parse(await readFile(file, "utf8")) as Parameters<typeof countReport>[0], repository)
    : { passed: 0, failed: 0 };
  // It failed and no test says so: an error outside of all tests, or no report was written.
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

/**
 * The tests bring the stack up and drive it; whatever they did, it is taken down and nothing of it is left.
 *
 * @param options.configure writes the stack's configuration, once nothing is left of an earlier one
 */
async function endToEnd(
  stack: string,
  options: { keep?: boolean; environment?: Record<string, string>; configure?: () => Promise<void> },
): Promise<Count> {
  const { keep, environment = {}, configure } = options;
  const purge = () =>
    runNode(
      [join(repository, "tools/cli/main.ts"), "down", "--purge", "--yes", "--stack", stack],
      environment,
    );
  const failures = (count: number): Count => ({ passed: 0, failed: count });
  const counts: Count[] = [];
  await purge();
  await configure?.();
  try {
    const forTests = { CLOUDPOS_TEST_STACK: stack, ...(keep ? { CLOUDPOS_TEST_KEEP: "1" } : {}) };
    counts.push(await vitest("e2e", { ...environment, ...forTests }, `e2e-${stack}`));
  } finally {
    if (!keep) {
      counts.push(failures((await purge()) === 0 ? 0 : 1));
      const left = await leftovers(stack);
      if (left.length > 0) print(`Left behind by the stack ${stack}: ${left.join(", ")}`);
      counts.push(failures(left.length === 0 ? 0 : 1));
    }
  }
  return sum(counts);
}

/** Starts a cluster, works with it, and takes it back whatever happened. */
async function testOnCluster({ keep = false }: TestOptions): Promise<Count> {
  return withRun(testStacks.production.name, async (run) => {
    await prepareToolchain(run, "cluster");
    const cluster = await openTestCluster(run);
    try {
      const environment = {
        // `status` and the tests ask by kubectl.
        PATH: [process.env["PATH"], cluster.programs].filter(Boolean).join(delimiter),
        [clusterVariables.kubeconfig]: cluster.kubeconfig,
        [clusterVariables.registry]: cluster.registry,
      };
      const provider = await vitest("cluster", environment);
      const configure = () => writeTestStack(run.home, "production", cluster);
      return sum([provider, await endToEnd(run.stack, { keep, environment, configure })]);
    } finally {
      if (!keep) await cluster.stop();
    }
  });
}

/** Starts servers, brings a stack up on them, loses each of them while it sells, and takes everything back. */
async function testOnServers({ keep = false }: TestOptions): Promise<Count> {
  return withRun(serversStack, async (run) => {
    await prepareToolchain(run, "test");
    const servers = await openTestServers(run);
    const counts: Count[] = [];
    const program = async (...args: string[]) =>
      counts.push({ passed: 0, failed: (await runNode(args)) === 0 ? 0 : 1 });
    try {
      counts.push(await vitest("servers", { CLOUDPOS_TEST_STACK: serversStack }));
      await program(join(repository, "test/faults/lost-server.ts"), "--stack", serversStack);
    } finally {
      if (!keep) {
        await program(
          ...[join(repository, "tools/cli/main.ts"), "down", "--purge", "--yes", "--stack", serversStack],
        );
        const left = await servers.left();
        if (left.length > 0) print(`Left behind by the stack ${serversStack}: ${left.join(", ")}`);
        counts.push({ passed: 0, failed: left.length });
        await servers.stop();
      }
    }
    return sum(counts);
  });
}

/** What is still there of a stack on the Docker engine. */
async function leftovers(stack: string): Promise<string[]> {
  const { labels, reachDocker } = await import("../support/engine.ts");
  const docker = await reachDocker();
  const filters = { label: [`${labels.stack}=${stack}`] };
  const [services, containers, networks, volumes] = await Promise.all([
    docker.listServices({ filters: JSON.stringify(filters) } as object),
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return [
    ...services.map((each) => each.Spec?.Name ?? each.ID),
    ...containers.map((each) => each.Names[0] ?? each.Id),
    ...networks.map((each) => each.Name),
    ...(volumes.Volumes ?? []).map((each) => each.Name),
  ];
}

/** Runs a program with this Node in the repository; its output goes straight to the terminal. */
function runNode(args: readonly string[], environment: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: repository,
      stdio: "inherit",
      env: { ...process.env, ...environment },
    });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
