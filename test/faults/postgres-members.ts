import { execFile } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { containersOf, docker } from "../load/stack-containers.ts";

const run = promisify(execFile);

/** What can befall a member: its container is killed, or all of its processes stand still for a while. */
export type Fault = "kill" | "freeze";

/** The members of a stack's PostgreSQL on the platform that runs them. */
export interface Members {
  /** Names of those that run now. */
  names(): Promise<string[]>;
  /** Runs a command in a member. @returns what it printed. @throws when it fails or the member is gone. */
  exec(member: string, ...command: string[]): Promise<string>;
  /** Kills the member without a warning; the platform starts it again. */
  kill(member: string): Promise<void>;
}

const isMember = (name: string) => /^postgres-\d+$/.test(name);

export class SwarmMembers implements Members {
  readonly #stack: string;

  constructor(stack: string) {
    this.#stack = stack;
  }

  async names(): Promise<string[]> {
    const label = '{{.Label "cloudpos.workload"}}';
    const filter = `label=cloudpos.stack=${this.#stack}`;
    return (await docker("ps", "--filter", filter, "--format", label)).split("\n").filter(isMember).sort();
  }

  async #container(member: string): Promise<string> {
    const [container] = await containersOf(this.#stack, member);
    if (!container) throw new Error(`${member} does not run`);
    return container;
  }

  async exec(member: string, ...command: string[]): Promise<string> {
    return docker("exec", await this.#container(member), ...command);
  }

  async kill(member: string): Promise<void> {
    await docker("kill", await this.#container(member));
  }
}

/** By kubectl, with its usual configuration; the namespace is given by the operator. */
export class KubernetesMembers implements Members {
  readonly #namespace: string;

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  async #kubectl(...args: string[]): Promise<string> {
    const options = { maxBuffer: 256 * 1024 * 1024 };
    return (await run("kubectl", ["--namespace", this.#namespace, ...args], options)).stdout.trim();
  }

  async #pod(member: string): Promise<string> {
    const pod = await this.#kubectl("get", "pods", "-l", `cloudpos.workload=${member}`, "-o", "name");
    if (pod === "") throw new Error(`${member} does not run`);
    return pod.split("\n")[0]!;
  }

  async names(): Promise<string[]> {
    const columns = "custom-columns=:metadata.labels.cloudpos\\.workload";
    const running = await this.#kubectl(
      ...["get", "pods", "-l", "cloudpos.member-of=postgres", "--no-headers", "-o", columns],
    );
    return running.split("\n").filter(isMember).sort();
  }

  async exec(member: string, ...command: string[]): Promise<string> {
    return this.#kubectl("exec", await this.#pod(member), "--", ...command);
  }

  async kill(member: string): Promise<void> {
    await this.#kubectl("delete", "--grace-period=0", "--force", "--wait=false", await this.#pod(member));
  }
}

/** Stops all processes of a member (but its first, which only waits for them) until they are let go on. */
export async function freeze(members: Members, member: string): Promise<void> {
  await members.exec(member, "bash", "-c", "kill -STOP -1");
}

export async function thaw(members: Members, member: string): Promise<void> {
  await members.exec(member, "bash", "-c", "kill -CONT -1");
}

/** Asks PostgreSQL inside a member, as the superuser. */
export function ask(members: Members, member: string, query: string): Promise<string> {
  return members.exec(member, "psql", "-qtAX", "-d", "cloudpos", "-v", "ON_ERROR_STOP=1", "-c", query);
}

/**
 * The member that leads, once every other one could take over from it: all stream, and Patroni counts on each.
 * @throws when that does not come about in `seconds`, or `signal` aborts
 */
export async function primaryOfCompleteCluster(
  members: Members,
  { count, seconds, signal }: { count: number; seconds: number; signal: AbortSignal },
): Promise<string> {
  const query = `SELECT CASE WHEN pg_is_in_recovery() THEN 'replica' ELSE
    (SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state IN ('sync', 'quorum'))
    || ' ' || current_setting('synchronous_standby_names') END`;
  const deadline = Date.now() + seconds * 1_000;
  let seen = "nothing";
  while (!signal.aborted && Date.now() < deadline) {
    const found = await members.names().catch(() => []);
    for (const member of found) {
      const answer = await ask(members, member, query).catch(() => "");
      if (answer === "" || answer === "replica") continue;
      seen = `${member}: ${answer}`;
      const counted = answer.match(/postgres-\d+/g)?.length ?? 0;
      if (Number.parseInt(answer, 10) === count - 1 && counted === count - 1) return member;
    }
    await pause(500, undefined, { signal }).catch(() => undefined);
  }
  throw new Error(`no primary with ${count - 1} standbys in ${seconds} s; last seen: ${seen}`);
}
