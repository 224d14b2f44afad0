import { spawn } from "node:child_process";
import { open, readFile, rm } from "node:fs/promises";
import { isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { run } from "./command.ts";
import { exists, writeWhole } from "./install.ts";
import type { Step, StepContext } from "./step.ts";
import { ensureProgram, findProgram } from "./system-packages.ts";
import { chooseAddressPool, hexRoutes, type Subnet } from "./subnets.ts";

/** What is read of `docker info`. */
interface EngineInfo {
  readonly ServerVersion?: string;
  readonly Swarm?: {
    readonly LocalNodeState: string;
    readonly ControlAvailable: boolean;
    readonly Error?: string;
  };
}

/** How long a started engine may take until it answers (ms). */
const engineStartsWithin = 60_000;

/** A Docker engine that answers, with Swarm mode on and this node a manager. Settings of the machine stay as they are. */
export function dockerStep(): Step {
  return {
    id: "docker",
    title: "Docker engine in Swarm mode",
    needs: [],
    async run(context) {
      const engine = await ensureEngine(context);
      const swarm = await ensureSwarm(context);
      return `${engine}, ${swarm}`;
    },
  };
}

async function ensureEngine(context: StepContext): Promise<string> {
  if (await findProgram("docker")) {
    const info = await engineInfo(context);
    if (info) return `Docker ${info.ServerVersion} is running`;
  }
  const remote = process.env["DOCKER_HOST"];
  if (remote && remote !== "unix:///var/run/docker.sock")
    throw new Error(
      `No Docker engine answers at DOCKER_HOST=${remote}. Start it, or unset DOCKER_HOST to use this machine's.`,
    );
  if (process.getuid?.() !== 0) throw new Error(await whyNoEngine());
  await ensureProgram(context, "dockerd", ["docker.io"]);
  await ensureProgram(context, "docker", ["docker.io", "docker-cli"]);
  // The package may have started it.
  let info = await engineInfo(context);
  if (info) return `Docker ${info.ServerVersion} installed and running`;
  const way = (await exists("/run/systemd/system")) ? "systemd" : "hand";
  context.progress(`starting the Docker engine by ${way}`);
  const engine = way === "systemd" ? await startUnit(context) : await startEngine(context);
  const deadline = Date.now() + engineStartsWithin;
  while (!(info = await engineInfo(context))) {
    if (engine.ended())
      throw new Error(
        `The Docker engine ended right after its start: ${await lastLine(engine.log)}. See: ${engine.log}`,
      );
    if (Date.now() > deadline)
      throw new Error(
        `The Docker engine was started but does not answer after ${engineStartsWithin / 1000} s. See: ${engine.log}`,
      );
    await delay(500, undefined, { signal: context.signal });
  }
  return `Docker ${info.ServerVersion} started by ${way}`;
}

/** Why there is no engine, for somebody who is not root. */
async function whyNoEngine(): Promise<string> {
  if (await exists("/var/run/docker.sock"))
    return "The Docker engine does not answer this user. Join its group (sudo usermod -aG docker $USER, then sign in again) or start it: sudo systemctl start docker";
  return "No Docker engine is running. Install and start it: sudo apt-get install docker.io && sudo systemctl enable --now docker";
}

/** What the engine says about itself, or undefined when none answers. */
export async function engineInfo(
  context: Pick<StepContext, "log" | "signal">,
): Promise<EngineInfo | undefined> {
  try {
    const info = JSON.parse(
      await run(context, "docker", ["info", "--format", "{{json .}}"], { timeout: 15_000 }),
    ) as EngineInfo;
    // Without an engine the client still prints what it knows of itself.
    return info.ServerVersion ? info : undefined;
  } catch {
    context.signal.throwIfAborted();
    return undefined;
  }
}

/** An engine that has just been started. */
interface StartedEngine {
  readonly log: string;
  /** Whether it is gone again. */
  ended(): boolean;
}

async function startUnit(context: StepContext): Promise<StartedEngine> {
  await run(context, "systemctl", ["start", "docker"], { timeout: engineStartsWithin });
  return { log: "journalctl -u docker", ended: () => false };
}

/** Starts dockerd with the machine's own settings, detached from this process. */
async function startEngine(context: StepContext): Promise<StartedEngine> {
  const running = await removeStalePidFile("/var/run/docker.pid");
  if (running)
    throw new Error(
      `The Docker engine is running (process ${running}) but does not answer. See its log, or restart it.`,
    );
  const dockerd = await ensureProgram(context, "dockerd", ["docker.io"]);
  const log = join(context.home.root, "dockerd.log");
  const file = await open(log, "a");
  // Its own session: it outlives this command and does not get its Ctrl-C.
  const engine = spawn(dockerd, [], { detached: true, stdio: ["ignore", file.fd, file.fd], cwd: "/" });
  engine.unref();
  await file.close();
  await writeWhole(join(context.home.root, "dockerd.pid"), `${engine.pid}\n`);
  context.log.write(`dockerd started as process ${engine.pid}, log ${log}\n`);
  return { log, ended: () => engine.exitCode !== null || engine.signalCode !== null };
}

async function lastLine(path: string): Promise<string> {
  return (await readFile(path, "utf8").catch(() => "")).trim().split("\n").at(-1) ?? "";
}

/**
 * A killed engine leaves its pid file; dockerd then refuses to start once the number belongs to another process.
 * Returns the process when it is an engine that runs.
 */
export async function removeStalePidFile(path: string): Promise<string | undefined> {
  const pid = (await readFile(path, "utf8").catch(() => "")).trim();
  if (pid === "") return undefined;
  const name = (await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")).trim();
  if (name === "dockerd") return pid;
  await rm(path, { force: true });
  return undefined;
}

async function ensureSwarm(context: StepContext): Promise<string> {
  const swarm = (await engineInfo(context))?.Swarm;
  const problem = swarmProblem(swarm);
  if (problem) throw new Error(problem);
  if (swarm?.LocalNodeState === "active") return "Swarm is active";
  const pool = chooseAddressPool(await usedSubnets(context));
  const address = process.env["CLOUDPOS_SWARM_ADDRESS"] || "127.0.0.1";
  context.progress(`initialising Docker Swarm on this machine (address ${address}, networks from ${pool})`);
  const args = ["--advertise-addr", address, "--listen-addr", `${address}:2377`, "--default-addr-pool", pool];
  await run(context, "docker", ["swarm", "init", ...args], { timeout: 60_000 }).catch((error: Error) => {
    throw new Error(`Docker Swarm could not be initialised: ${error.message}. Is port 2377 in use?`, {
      cause: error,
    });
  });
  return `Swarm initialised (address ${address}, networks from ${pool}; undo: docker swarm leave --force)`;
}

/** What is in the way of using this Swarm, with what to do about it; undefined when nothing is. */
export function swarmProblem(swarm: EngineInfo["Swarm"]): string | undefined {
  switch (swarm?.LocalNodeState) {
    case "locked":
      return "The Swarm of this machine is locked. Unlock it with its key: docker swarm unlock";
    case "pending":
      return "This machine is still joining a Swarm. Wait until `docker info` says active, or leave it: docker swarm leave";
    case "error":
      return `The Swarm of this machine is broken (${swarm.Error || "no reason given"}). See \`docker info\` and the engine's log.`;
    case "active":
      return swarm.ControlAvailable
        ? undefined
        : "This machine is a worker of a Swarm, and only managers can deploy. Run CloudPOS on a manager (set DOCKER_HOST), or promote this node: docker node promote";
    case undefined:
    default:
      return undefined;
  }
}

/** Every IPv4 network that the machine or its Docker engine knows. */
async function usedSubnets(context: StepContext): Promise<Subnet[]> {
  const interfaces = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const own = interfaces.flatMap(({ cidr, address }) => (cidr && isIPv4(address) ? [cidr] : []));
  const routes = hexRoutes(await readFile("/proc/net/route", "utf8").catch(() => ""));
  const ids = (await run(context, "docker", ["network", "ls", "--quiet"])).split("\n").filter(Boolean);
  const format = "{{range .IPAM.Config}}{{.Subnet}}\n{{end}}";
  const docker =
    ids.length === 0 ? "" : await run(context, "docker", ["network", "inspect", "--format", format, ...ids]);
  return [
    ...own,
    ...routes,
    ...docker.split("\n").filter((line) => /^\d+\.\d+\.\d+\.\d+\/\d+$/.test(line)),
  ] as Subnet[];
}
