import type Docker from "dockerode";
import type { Engines } from "./engines.ts";
import { preconditionError, usageError, messageOf } from "./errors.ts";

/** Everything CloudPOS creates in Docker carries these labels. */
export const labels = { stack: "cloudpos.stack", workload: "cloudpos.workload" } as const;

/** A connection to the Docker engine that the `docker` command would use (`DOCKER_HOST`, or the local socket). */
export async function connectDocker(): Promise<Docker> {
  const { default: Client } = await import("dockerode");
  return new Client();
}

/**
 * A connection to an engine that answered.
 *
 * @throws OperatorError (precondition) saying how to start it
 */
export async function reachDocker(): Promise<Docker> {
  const docker = await connectDocker();
  try {
    await docker.ping();
    return docker;
  } catch (error) {
    throw preconditionError(
      `The Docker engine does not answer at ${process.env["DOCKER_HOST"] ?? "/var/run/docker.sock"} (${messageOf(error)}).\n` +
        "Start it (`sudo systemctl start docker`; `./cloudpos up` starts it where there is no systemd), or set DOCKER_HOST.\n" +
        "When it stopped during a run: start it and run the same command again; it continues where it was.",
    );
  }
}

/** Whether this machine's engine answers right now. */
export async function engineAnswers(): Promise<boolean> {
  try {
    await (await connectDocker()).ping();
    return true;
  } catch {
    return false;
  }
}

/** One workload of a stack as Docker knows it. */
export interface Workload {
  name: string;
  /** Physical name: `cloudpos-<stack>-<name>`. */
  service: string;
  id: string;
  image: string;
  desired: number;
  running: number;
  health: "healthy" | "starting" | "unhealthy" | "stopped";
  /** Milliseconds since the youngest running container started. */
  ageMs: number | null;
  /** Ports of the machine, as `443->8443/tcp`. */
  ports: string[];
  /** Why it is not healthy, as Docker says it. */
  reason?: string;
}

/** Containers of one stack (running ones only, unless `all`). */
export async function containersOf(
  docker: Docker,
  stack: string,
  all = false,
): Promise<Docker.ContainerInfo[]> {
  return docker.listContainers({ all, filters: { label: [`${labels.stack}=${stack}`] } });
}

interface ServiceInfo {
  ID: string;
  CreatedAt: string;
  Spec: {
    Name: string;
    Labels?: Record<string, string>;
    Mode?: { Replicated?: { Replicas?: number }; Global?: object };
    EndpointSpec?: { Ports?: { PublishedPort?: number; TargetPort?: number; Protocol?: string }[] };
    TaskTemplate: { ContainerSpec?: { Image?: string } };
  };
  UpdateStatus?: { State?: string };
  ServiceStatus?: { RunningTasks: number; DesiredTasks: number };
}

interface TaskInfo {
  ID: string;
  CreatedAt: string;
  NodeID?: string;
  ServiceID: string;
  DesiredState: string;
  Status: {
    State: string;
    Err?: string;
    Message?: string;
    Timestamp: string;
    ContainerStatus?: { ContainerID?: string; ExitCode?: number };
  };
}

/** The Swarm services of a stack, by name. */
export async function servicesOf(docker: Docker, stack: string): Promise<ServiceInfo[]> {
  const filters = JSON.stringify({ label: [`${labels.stack}=${stack}`] });
  try {
    return ((await docker.listServices({ filters } as object)) as unknown as ServiceInfo[]).toSorted((a, b) =>
      a.Spec.Name.localeCompare(b.Spec.Name),
    );
  } catch (error) {
    // An engine outside a Swarm has no services; that is not an error for somebody who asks what runs.
    if ((error as { statusCode?: number }).statusCode === 503) return [];
    throw error;
  }
}

/** Names of workloads whose rolling update is under way, or was stopped. */
export async function servicesBeingUpdated(docker: Docker, stack: string): Promise<string[]> {
  const done = ["completed", "rollback_completed"];
  return (await servicesOf(docker, stack))
    .filter(({ UpdateStatus }) => UpdateStatus?.State && !done.includes(UpdateStatus.State))
    .map((service) => workloadName(stack, service));
}

/** Name of the workload of a service. */
export function workloadName(
  stack: string,
  service: { Spec: { Name: string; Labels?: Record<string, string> } },
): string {
  return service.Spec.Labels?.[labels.workload] ?? service.Spec.Name.replace(`cloudpos-${stack}-`, "");
}

/** What runs of a stack and how it is. */
export async function workloadsOf(engines: Engines, stack: string, now = Date.now()): Promise<Workload[]> {
  const docker = engines.manager;
  const services = await servicesOf(docker, stack);
  if (services.length === 0) return [];
  const filters = JSON.stringify({ service: services.map((service) => service.Spec.Name) });
  const [tasks, containers] = await Promise.all([
    docker.listTasks({ filters } as object) as Promise<unknown> as Promise<TaskInfo[]>,
    engines
      .all()
      .then((all) =>
        Promise.all(
          all.map((each) => each.listContainers({ filters: { label: ["com.docker.swarm.service.id"] } })),
        ),
      )
      .then((lists) => lists.flat()),
  ]);
  return services.map((service) => {
    const own = tasks.filter((task) => task.ServiceID === service.ID);
    const wanted = own.filter((task) => task.DesiredState === "running");
    const running = wanted.filter((task) => task.Status.State === "running");
    const desired = service.Spec.Mode?.Replicated?.Replicas ?? (wanted.length || 1);
    const unhealthy = running.some((task) => {
      const container = containers.find(({ Id }) => Id === task.Status.ContainerStatus?.ContainerID);
      return container?.Status.includes("(unhealthy)");
    });
    const newest = own.toSorted((a, b) => b.Status.Timestamp.localeCompare(a.Status.Timestamp));
    const reason = unhealthy
      ? "its health check fails"
      : newest.find((task) => task.Status.Err && task.DesiredState !== "remove")?.Status.Err;
    const starts = running.map((task) => Date.parse(task.Status.Timestamp));
    const health =
      desired === 0
        ? "stopped"
        : unhealthy
          ? "unhealthy"
          : running.length >= desired
            ? "healthy"
            : wanted.some((task) =>
                  ["new", "pending", "assigned", "accepted", "preparing", "starting"].includes(
                    task.Status.State,
                  ),
                ) && !reason
              ? "starting"
              : "unhealthy";
    return {
      name: workloadName(stack, service),
      service: service.Spec.Name,
      id: service.ID,
      // Where a tag says which one it is, its digest says nothing more.
      image: (service.Spec.TaskTemplate.ContainerSpec?.Image ?? "").replace(/(:[^/@]+)@sha256:.*$/, "$1"),
      desired,
      running: running.length,
      health,
      ageMs: starts.length > 0 ? now - Math.max(...starts) : null,
      ports: (service.Spec.EndpointSpec?.Ports ?? [])
        .filter((port) => port.PublishedPort)
        .map((port) => `${port.PublishedPort}->${port.TargetPort}/${port.Protocol ?? "tcp"}`),
      ...(health !== "healthy" && reason ? { reason } : {}),
    };
  });
}

/**
 * The workload with this name.
 *
 * @throws OperatorError (usage) that lists the names there are
 */
export async function findService(docker: Docker, stack: string, name: string): Promise<ServiceInfo> {
  const services = await servicesOf(docker, stack);
  if (services.length === 0) throw nothingRuns(stack);
  const found = services.find(
    (service) => workloadName(stack, service) === name || service.Spec.Name === name,
  );
  if (found) return found;
  const names = services.map((service) => workloadName(stack, service));
  throw usageError(`The stack "${stack}" has no service "${name}". It has: ${names.join(", ")}.`);
}

/** The stack has no services. */
export function nothingRuns(stack: string): Error {
  return preconditionError(
    `Nothing of the stack "${stack}" runs on this engine. Start it: ./cloudpos up --stack ${stack}`,
  );
}

/** Output and exit code of a command that ran in a container. */
export interface ExecResult {
  output: string;
  exitCode: number;
}

/** Runs a command in a container; `onOutput` sees its output as it comes. */
export async function execIn(
  docker: Docker,
  containerId: string,
  command: readonly string[],
  onOutput: (text: string) => void = () => {},
): Promise<ExecResult> {
  const exec = await docker
    .getContainer(containerId)
    .exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: true, stdin: false });
  const output = await demultiplex(docker, stream, onOutput);
  const { ExitCode } = await exec.inspect();
  return { output, exitCode: ExitCode ?? -1 };
}

/** Docker sends both output streams in one; puts them together as text, in order. */
export async function demultiplex(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  onOutput: (text: string) => void,
): Promise<string> {
  const { PassThrough } = await import("node:stream");
  const joined = new PassThrough();
  joined.setEncoding("utf8");
  let text = "";
  joined.on("data", (chunk: string) => {
    text += chunk;
    onOutput(chunk);
  });
  docker.modem.demuxStream(stream, joined, joined);
  await new Promise<void>((resolve, reject) =>
    stream.on("end", resolve).on("close", resolve).on("error", reject),
  );
  await new Promise<void>((resolve) => joined.end(resolve));
  return text;
}

/** A running container of a workload, and the engine that runs it. */
export async function runningContainer(
  engines: Engines,
  stack: string,
  workload: string,
): Promise<{ docker: Docker; id: string } | undefined> {
  const service = await findService(engines.manager, stack, workload);
  const filters = JSON.stringify({ service: [service.Spec.Name], "desired-state": ["running"] });
  const tasks = (await engines.manager.listTasks({ filters } as object)) as unknown as TaskInfo[];
  // The oldest: during a rollout the newest may not be ready yet.
  const [oldest] = tasks
    .filter(({ Status }) => Status.State === "running" && Status.ContainerStatus?.ContainerID)
    .toSorted((a, b) => a.CreatedAt.localeCompare(b.CreatedAt));
  if (!oldest) return undefined;
  return {
    docker: await engines.ofNode(oldest.NodeID!),
    id: oldest.Status.ContainerStatus!.ContainerID!,
  };
}

/** The last lines that a service wrote, over all its tasks, also failed ones. */
export async function lastServiceLines(docker: Docker, serviceId: string, count: number): Promise<string[]> {
  const stream = (await docker.getService(serviceId).logs({
    stdout: true,
    stderr: true,
    tail: count,
    follow: false,
  } as object)) as unknown as NodeJS.ReadableStream | Buffer;
  const text = Buffer.isBuffer(stream) ? decodeFrames(stream) : await demultiplex(docker, stream, () => {});
  return text.trimEnd().split("\n").filter(Boolean).slice(-count);
}

/** Takes the 8-byte frame headers out of a finished log answer. */
export function decodeFrames(buffer: Buffer): string {
  const parts: string[] = [];
  let at = 0;
  while (at + 8 <= buffer.length) {
    const size = buffer.readUInt32BE(at + 4);
    parts.push(buffer.toString("utf8", at + 8, at + 8 + size));
    at += 8 + size;
  }
  return parts.join("");
}
