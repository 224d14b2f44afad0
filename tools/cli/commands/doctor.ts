import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { freemem, totalmem } from "node:os";
import { join } from "node:path";
import type Docker from "dockerode";
import { pulumiEnvironment, pulumiFolder } from "../../offline/toolchain/environment.ts";
import { locateHome, type Home } from "../../offline/toolchain/home.ts";
import { providers, versions } from "../../offline/toolchain/versions.ts";
import { comfortableDiskBytes, freeBytes, leastDiskBytes } from "../support/checks.ts";
import { connectDocker } from "../support/engine.ts";
import { reachServer } from "../support/engines.ts";
import { exitCodes, messageOf } from "../support/errors.ts";
import { print, printJson, styled } from "../support/output.ts";
import { portOwner } from "../support/ports.ts";
import {
  defaultPorts,
  readStackFile,
  serversOf,
  stackFile,
  type ServerAddress,
} from "../support/stack-file.ts";
import { backendFolder, readLocks, readState, storedStacks } from "../support/state.ts";
import { formatBytes } from "../support/units.ts";

/** The answer of one check. `warning`: works, but look at it; `problem`: `up` will fail or what runs is in danger. */
export interface Finding {
  check: string;
  state: "ok" | "warning" | "problem";
  found: string;
  /** What to do, unless all is well. */
  advice?: string;
}

/** `doctor`: looks at everything on this machine, and on the stack's servers, that `up` needs; changes nothing. */
export async function doctor(options: { stack: string; json?: boolean }): Promise<number> {
  const home = locateHome();
  const servers = await serversOf(options.stack);
  const engine = servers.length > 0 ? {} : await findEngine();
  const findings = (
    await Promise.all([
      ...(servers.length > 0
        ? servers.map((server) => checkServer(options.stack, server))
        : [checkEngine(engine), checkMemory(), checkPorts(options.stack, engine.docker)]),
      checkDisk(home, engine.info?.DockerRootDir),
      checkToolchain(home),
      checkPassphrase(home),
      checkClock(engine.info),
      checkLocks(home),
    ])
  ).flat();
  const problems = findings.filter(({ state }) => state === "problem").length;
  if (options.json) printJson({ stack: options.stack, ok: problems === 0, findings });
  else show(findings, problems);
  return problems === 0 ? exitCodes.ok : exitCodes.failed;
}

function show(findings: readonly Finding[], problems: number): void {
  const marks = {
    ok: styled("green", "OK      "),
    warning: styled("yellow", "warning "),
    problem: styled("red", "PROBLEM "),
  };
  const width = Math.max(...findings.map(({ check }) => check.length));
  for (const { check, state, found, advice } of findings) {
    print(`${marks[state]} ${check.padEnd(width)}  ${found}`);
    if (advice) print(`${" ".repeat(width + 11)}-> ${advice}`);
  }
  const warnings = findings.filter(({ state }) => state === "warning").length;
  print();
  print(
    problems === 0 ? `No problem${warnings ? `, ${warnings} to look at` : ""}.` : `${problems} to put right.`,
  );
}

interface EngineInfo {
  ServerVersion: string;
  DockerRootDir: string;
  SystemTime: string;
  Swarm?: { LocalNodeState?: string; ControlAvailable?: boolean };
}

interface Engine {
  docker?: Docker;
  info?: EngineInfo;
  error?: string;
}

async function findEngine(): Promise<Engine> {
  const docker = await connectDocker();
  try {
    return { docker, info: (await docker.info()) as EngineInfo };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

async function checkServer(stack: string, server: ServerAddress): Promise<Finding[]> {
  const check = `Server ${server.name}`;
  try {
    const info = (await (await reachServer(stack, server)).info()) as EngineInfo;
    const node = info.Swarm?.LocalNodeState === "active" ? `${server.role} of the Swarm` : "not in the Swarm";
    return [
      { check, state: "ok", found: `Docker ${info.ServerVersion}, ${node}` },
      ...checkClock(info).map((each) => ({ ...each, check: `Clock of ${server.name}` })),
    ];
  } catch (error) {
    const advice = `look at it: ssh ${server.user}@${server.address} -p ${server.port}; ./cloudpos up prepares a new one`;
    return [{ check, state: "warning", found: messageOf(error), advice }];
  }
}

function checkEngine({ info, error }: Engine): Finding[] {
  if (!info) {
    const advice =
      "sudo systemctl start docker (./cloudpos up installs and starts it where it can), or set DOCKER_HOST";
    return [{ check: "Docker engine", state: "problem", found: `does not answer: ${error}`, advice }];
  }
  const major = Number(info.ServerVersion.split(".")[0]);
  const engine: Finding =
    major >= 20
      ? { check: "Docker engine", state: "ok", found: `version ${info.ServerVersion}` }
      : {
          check: "Docker engine",
          state: "problem",
          found: `version ${info.ServerVersion}`,
          advice: "install 20.10 or newer",
        };
  const { LocalNodeState: node, ControlAvailable: manager } = info.Swarm ?? {};
  const swarm: Finding =
    node === "active"
      ? manager
        ? { check: "Swarm", state: "ok", found: "active, this machine is a manager" }
        : {
            check: "Swarm",
            state: "problem",
            found: "this machine is a worker",
            advice: "run CloudPOS on a manager",
          }
      : {
          check: "Swarm",
          state: "warning",
          found: node ?? "inactive",
          advice: "./cloudpos up initialises it and says so",
        };
  return [engine, swarm];
}

async function checkDisk(home: Home, dockerRoot: string | undefined): Promise<Finding[]> {
  const folders = [
    ["Disk of CloudPOS", existsSync(home.root) ? home.root : process.cwd()],
    ["Disk of Docker", dockerRoot && existsSync(dockerRoot) ? dockerRoot : undefined],
  ] as const;
  const findings: Finding[] = [];
  for (const [check, folder] of folders) {
    if (!folder) continue;
    const free = await freeBytes(folder);
    const found = `${formatBytes(free)} free (${folder})`;
    const advice = "make room: docker image prune, docker builder prune; grow the disk for a real shop";
    if (free < leastDiskBytes) findings.push({ check, state: "problem", found, advice });
    else if (free < comfortableDiskBytes) findings.push({ check, state: "warning", found, advice });
    else findings.push({ check, state: "ok", found });
  }
  return findings;
}

function checkMemory(): Finding[] {
  const gibibyte = 1024 ** 3;
  const found = `${formatBytes(totalmem())}, ${formatBytes(freemem())} free`;
  if (totalmem() < 3.5 * gibibyte)
    return [
      { check: "Memory", state: "problem", found, advice: "all workloads need 4 GiB; 8 GiB for a shop" },
    ];
  if (totalmem() < 7.5 * gibibyte)
    return [{ check: "Memory", state: "warning", found, advice: "enough to try; 8 GiB for a shop" }];
  return [{ check: "Memory", state: "ok", found }];
}

async function checkPorts(stack: string, docker: Docker | undefined): Promise<Finding[]> {
  const ports = existsSync(stackFile(stack)) ? (await readStackFile(stack)).ports : defaultPorts;
  return Promise.all(
    Object.entries(ports).map(async ([name, port]): Promise<Finding> => {
      const check = `Port ${port} (${name})`;
      const owner = await portOwner(port, docker);
      if (!owner) return { check, state: "ok", found: "free" };
      if (owner.stack === stack) return { check, state: "ok", found: `this stack's own: ${owner.who}` };
      const advice = `stop it, or choose another port under cloudpos:ports in Pulumi.${stack}.yaml`;
      return { check, state: "problem", found: `taken by ${owner.who}`, advice };
    }),
  );
}

async function checkToolchain(home: Home): Promise<Finding[]> {
  const advice = "./cloudpos up brings it";
  const findings: Finding[] = [];
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  findings.push(
    major > 24 || (major === 24 && minor >= 11)
      ? { check: "Node", state: "ok", found: process.versions.node }
      : {
          check: "Node",
          state: "problem",
          found: process.versions.node,
          advice: "run ./cloudpos, which brings its own",
        },
  );
  for (const [check, program] of [
    ["Pulumi", "pulumi"],
    ["Language host", "pulumi-language-nodejs"],
  ] as const) {
    const there =
      existsSync(join(pulumiFolder(home), program)) || existsSync(join(pulumiFolder(home), "bin", program));
    findings.push(
      there
        ? { check, state: "ok", found: check === "Pulumi" ? versions.pulumi : "there" }
        : { check, state: "warning", found: "not there yet", advice },
    );
  }
  const plugins: string[] = await readdir(join(home.pulumi, "plugins")).catch(() => []);
  for (const { name, version } of providers) {
    const check = `Plugin ${name}`;
    findings.push(
      plugins.includes(`resource-${name}-v${version}`)
        ? { check, state: "ok", found: version }
        : { check, state: "warning", found: `${version} is not there yet`, advice },
    );
  }
  return findings;
}

async function checkPassphrase(home: Home): Promise<Finding[]> {
  const check = "Passphrase file";
  const backend = backendFolder(pulumiEnvironment(home)["PULUMI_BACKEND_URL"]);
  const stacks = backend ? await storedStacks(backend) : [];
  const found = await stat(home.passphrase).catch(() => undefined);
  if (!found || found.size === 0) {
    if (stacks.length === 0) return [{ check, state: "ok", found: "none yet; ./cloudpos up makes one" }];
    const advice = `put it back from your backup; without it the state of ${stacks.join(", ")} cannot be read`;
    return [{ check, state: "problem", found: `${home.passphrase} is missing or empty`, advice }];
  }
  const mode = (found.mode & 0o777).toString(8).padStart(4, "0");
  if ((found.mode & 0o077) !== 0)
    return [
      {
        check,
        state: "problem",
        found: `others may read it (mode ${mode})`,
        advice: `chmod 600 ${home.passphrase}`,
      },
    ];
  return [{ check, state: "ok", found: `${home.passphrase}, mode ${mode}` }];
}

/** Certificates and tokens are refused where clocks disagree. */
function checkClock(info: EngineInfo | undefined): Finding[] {
  const check = "Clock";
  const now = new Date();
  if (now.getUTCFullYear() < 2025) {
    return [
      {
        check,
        state: "problem",
        found: now.toISOString(),
        advice: "set the clock: sudo timedatectl set-ntp true",
      },
    ];
  }
  const apart = info ? Math.abs(now.getTime() - Date.parse(info.SystemTime)) / 1000 : 0;
  if (apart > 5) {
    const advice = "set both clocks by NTP: sudo timedatectl set-ntp true";
    return [
      { check, state: "problem", found: `${Math.round(apart)} s apart from the Docker engine's`, advice },
    ];
  }
  return [{ check, state: "ok", found: now.toISOString() }];
}

async function checkLocks(home: Home): Promise<Finding[]> {
  const backend = backendFolder(pulumiEnvironment(home)["PULUMI_BACKEND_URL"]);
  if (!backend) return [];
  const findings: Finding[] = [];
  for (const stack of await storedStacks(backend)) {
    for (const lock of await readLocks(backend, stack)) {
      const found = `process ${lock.pid} on ${lock.host || "?"} since ${lock.since || "?"}`;
      const check = `Lock on ${stack}`;
      if (lock.state === "alive") findings.push({ check, state: "ok", found: `a run is going on: ${found}` });
      else if (lock.state === "stale")
        findings.push({
          check,
          state: "warning",
          found: `left by a killed run: ${found}`,
          advice: "the next ./cloudpos up removes it",
        });
      else {
        const advice = `if no run is going on there: eval "$(./cloudpos env)"; pulumi cancel -s ${stack}`;
        findings.push({ check, state: "warning", found, advice });
      }
    }
    const pending = (await readState(backend, stack))?.pending ?? [];
    if (pending.length > 0) {
      const found = `an earlier run ended in the middle of: ${pending.join(", ")}`;
      findings.push({
        check: `State of ${stack}`,
        state: "warning",
        found,
        advice: `./cloudpos up --stack ${stack} continues`,
      });
    }
  }
  return findings.length > 0 ? findings : [{ check: "Locks", state: "ok", found: "none" }];
}
