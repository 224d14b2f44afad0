/** Stacks on Kubernetes, asked by kubectl: the one that operators have, or else the one that the tests' cluster has. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { locateHome } from "../../offline/toolchain/home.ts";
import { clusterPrograms } from "../../offline/toolchain/kubernetes.ts";
import { labels, type ExecResult, type Workload } from "./engine.ts";
import { preconditionError, usageError } from "./errors.ts";
import type { Runtime } from "./runtime.ts";
import { stackFile } from "./stack-file.ts";

/** How the cluster of a stack is reached. */
export interface ClusterAccess {
  /** Path of kubectl. */
  program: string;
  /** Before every command: kubeconfig and context. */
  args: string[];
  stack: string;
}

interface Finished {
  stdout: string;
  stderr: string;
  code: number;
}

/** Deployments, StatefulSets and DaemonSets, as far as they are looked at. */
interface Controller {
  kind: "Deployment" | "StatefulSet" | "DaemonSet";
  metadata: { name: string; namespace: string };
  spec: { replicas?: number; template: { spec: { containers: { image: string }[] } } };
  status: {
    readyReplicas?: number;
    numberReady?: number;
    desiredNumberScheduled?: number;
  };
}

/** A pod, as far as it is looked at. */
export interface Pod {
  metadata: {
    name: string;
    namespace: string;
    labels: Record<string, string>;
    creationTimestamp: string;
    deletionTimestamp?: string;
  };
  status: {
    phase: string;
    startTime?: string;
    conditions?: { type: string; status: string; message?: string }[];
    containerStatuses?: {
      ready: boolean;
      state: {
        running?: { startedAt: string };
        waiting?: { reason?: string; message?: string };
        terminated?: { reason?: string; exitCode: number };
      };
    }[];
  };
}

interface Service {
  metadata: { labels?: Record<string, string> };
  spec: { type: string; ports?: { port: number; targetPort: number; protocol: string }[] };
}

const selector = (stack: string, workload?: string) =>
  [`${labels.stack}=${stack}`, ...(workload ? [`${labels.workload}=${workload}`] : [])].join(",");

/** @throws OperatorError (precondition) when there is no kubectl, or the cluster does not answer it */
export async function kubernetesRuntime(stack: string): Promise<Runtime> {
  const access = await clusterAccess(stack);
  return {
    workloads: async () => {
      const wanted = ["--selector", selector(stack), "--all-namespaces"];
      const [controllers, pods, services] = await Promise.all([
        list<Controller>(access, "deployments,statefulsets,daemonsets", ...wanted),
        list<Pod>(access, "pods", ...wanted),
        list<Service>(access, "services", ...wanted),
      ]);
      return describeWorkloads(controllers, pods, services);
    },
    async logs(workload, { tail, since, follow }, onText) {
      const pods = await podsOf(access, workload);
      const options = [
        `--tail=${tail ?? -1}`,
        ...(since === undefined ? [] : [`--since-time=${new Date(since * 1000).toISOString()}`]),
      ];
      if (!follow) {
        // One after the other, so that no lines of two are mixed.
        for (const { metadata } of pods) {
          await run(access, ["logs", metadata.name, "--namespace", metadata.namespace, ...options], onText);
        }
        return;
      }
      const { namespace } = pods[0]!.metadata;
      const all = ["logs", "--selector", selector(stack, workload), "--namespace", namespace];
      await run(access, [...all, "--follow", "--max-log-requests=50", ...options], onText, follow);
    },
    async lastLines(workload, count) {
      const [newest] = (await podsOf(access, workload)).toSorted((a, b) =>
        b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp),
      );
      const { name, namespace } = newest!.metadata;
      const command = ["logs", name, "--namespace", namespace, `--tail=${count}`];
      const lines = (text: string) => text.trimEnd().split("\n").filter(Boolean);
      const now = lines((await run(access, command)).stdout);
      // Of one that keeps being started again, the words of the one before are those that say why.
      return now.length > 0 ? now : lines((await run(access, [...command, "--previous"])).stdout);
    },
    async exec(workload, command, onOutput): Promise<ExecResult | undefined> {
      const ready = (await podsOf(access, workload)).find(isReady);
      if (!ready) return undefined;
      const { name, namespace } = ready.metadata;
      const args = ["exec", name, "--namespace", namespace, "--", ...command];
      const { stdout, stderr, code } = await run(access, args, onOutput);
      return { output: stdout + stderr, exitCode: code };
    },
  };
}

const isReady = (pod: Pod) =>
  !pod.metadata.deletionTimestamp &&
  (pod.status.containerStatuses?.length ?? 0) > 0 &&
  pod.status.containerStatuses!.every(({ ready }) => ready);

/** What runs, from what the API says. */
export function describeWorkloads(
  controllers: readonly Controller[],
  pods: readonly Pod[],
  services: readonly Service[],
  now = Date.now(),
): Workload[] {
  return controllers
    .map((controller): Workload => {
      const { name } = controller.metadata;
      const { spec, status } = controller;
      const desired =
        controller.kind === "DaemonSet" ? (status.desiredNumberScheduled ?? 0) : (spec.replicas ?? 1);
      const own = pods.filter(
        (pod) => pod.metadata.labels[labels.workload] === name && !pod.metadata.deletionTimestamp,
      );
      const running =
        controller.kind === "DaemonSet" ? (status.numberReady ?? 0) : (status.readyReplicas ?? 0);
      const reason = own.filter((pod) => !isReady(pod)).flatMap(whyNotReady)[0];
      const starts = own.flatMap((pod) => (pod.status.startTime ? [Date.parse(pod.status.startTime)] : []));
      const health =
        desired === 0 ? "stopped" : running >= desired ? "healthy" : reason ? "unhealthy" : "starting";
      return {
        name,
        service: `${controller.kind.toLowerCase()}/${name}`,
        id: name,
        image: spec.template.spec.containers[0]?.image ?? "",
        desired,
        running: Math.min(running, desired),
        health,
        ageMs: starts.length > 0 ? now - Math.max(...starts) : null,
        ports: services
          .filter((s) => s.metadata.labels?.[labels.workload] === name && s.spec.type !== "ClusterIP")
          .flatMap((s) => s.spec.ports ?? [])
          .map((p) => `${p.port}->${p.targetPort}/${p.protocol.toLowerCase()}`),
        ...(health !== "healthy" && reason ? { reason } : {}),
      };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** In the API's own words, of what will not pass by itself. */
function whyNotReady({ status }: Pod): string[] {
  const unscheduled = status.conditions?.find((c) => c.type === "PodScheduled" && c.status === "False");
  const passing = ["ContainerCreating", "PodInitializing"];
  return [
    ...(status.containerStatuses ?? []).flatMap(({ state: { waiting, terminated } }) => {
      if (waiting?.reason && !passing.includes(waiting.reason))
        return [[waiting.reason, waiting.message].filter(Boolean).join(": ")];
      if (terminated) return [`${terminated.reason ?? "ended"}, exit code ${terminated.exitCode}`];
      return [];
    }),
    ...(unscheduled?.message ? [unscheduled.message] : []),
  ];
}

/** @throws OperatorError (usage) when the stack has no such workload */
async function podsOf(access: ClusterAccess, workload: string): Promise<Pod[]> {
  const { stack } = access;
  const pods = await list<Pod>(access, "pods", "--all-namespaces", "--selector", selector(stack));
  if (pods.length === 0) {
    throw preconditionError(
      `Nothing of the stack "${stack}" runs on this cluster. Start it: ./cloudpos up --stack ${stack}`,
    );
  }
  const own = pods.filter((pod) => pod.metadata.labels[labels.workload] === workload);
  if (own.length > 0) return own;
  const names = [...new Set(pods.map((pod) => pod.metadata.labels[labels.workload]))].sort();
  throw usageError(`The stack "${stack}" has no service "${workload}". It has: ${names.join(", ")}.`);
}

async function list<T>(access: ClusterAccess, kinds: string, ...args: string[]): Promise<T[]> {
  const { stdout, stderr, code } = await run(access, ["get", kinds, ...args, "--output", "json"]);
  if (code !== 0) {
    throw preconditionError(
      `The cluster of "${access.stack}" does not answer kubectl: ${stderr.trim()}\n` +
        "Commands use cloudpos:kubernetes.kubeconfig and .context where they are set, else what kubectl itself uses (KUBECONFIG).",
    );
  }
  return (JSON.parse(stdout) as { items: T[] }).items;
}

/**
 * By the stack's configuration, else as kubectl itself does.
 *
 * @throws OperatorError (precondition) when there is no kubectl
 */
export async function clusterAccess(stack: string): Promise<ClusterAccess> {
  const { parse } = await import("yaml");
  const file = existsSync(stackFile(stack)) ? await readFile(stackFile(stack), "utf8") : "";
  const { config } = (parse(file) ?? {}) as {
    config?: { "cloudpos:kubernetes"?: { kubeconfig?: string; context?: string } };
  };
  const { kubeconfig, context } = config?.["cloudpos:kubernetes"] ?? {};
  return {
    program: kubectl(),
    args: [...(kubeconfig ? ["--kubeconfig", kubeconfig] : []), ...(context ? ["--context", context] : [])],
    stack,
  };
}

function kubectl(): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const places = [...folders, clusterPrograms(locateHome()).kubernetes].map((folder) =>
    join(folder, "kubectl"),
  );
  const found = places.find((place) => existsSync(place));
  if (found) return found;
  throw preconditionError(
    "There is no kubectl on this machine. Install it (https://kubernetes.io/docs/tasks/tools/) and put it on the PATH.",
  );
}

function run(
  access: ClusterAccess,
  args: readonly string[],
  onText: (text: string) => void = () => {},
  stop?: AbortSignal,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(access.program, [...access.args, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      ...(stop ? { signal: stop } : {}),
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      onText(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", (error) => (stop?.aborted ? resolve({ stdout, stderr, code: 0 }) : reject(error)));
    child.on("close", (code) => resolve({ stdout, stderr, code: code ?? 1 }));
  });
}
