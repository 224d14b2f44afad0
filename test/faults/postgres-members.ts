import { setTimeout as pause } from "node:timers/promises";
import { instanceOf, type Instances } from "../stacks/instances.ts";

/** What can befall a member: its instance is killed, or all of its processes stand still for a while. */
export type Fault = "kill" | "freeze";

/** The members of a stack's PostgreSQL, each by its name. */
export class Members {
  readonly #instances: Instances;

  constructor(instances: Instances) {
    this.#instances = instances;
  }

  /** Names of those that run now. */
  async names(): Promise<string[]> {
    return (await this.#instances.list())
      .map(({ workload }) => workload)
      .filter((name) => /^postgres-\d+$/.test(name))
      .sort();
  }

  /** Runs a command in a member. @returns what it printed. @throws when it fails or the member is gone. */
  async exec(member: string, ...command: string[]): Promise<string> {
    return this.#instances.exec(await instanceOf(this.#instances, member), ...command);
  }

  /** Kills the member without a warning; the platform starts it again. */
  async kill(member: string): Promise<void> {
    await this.#instances.kill(await instanceOf(this.#instances, member));
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
