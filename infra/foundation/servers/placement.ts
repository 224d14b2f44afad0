/**
 * Which server keeps which volumes. With several servers a workload with a volume runs where its volume is, and the
 * settings say where that is (`servers[].keeps`): it is never computed, so that no change of anything else can move it.
 */
import type { Workload } from "../../model/index.ts";
import type { Settings } from "../../settings.ts";

/** What the placement of workloads follows from. */
type Servers = Settings["servers"];

/**
 * The server that keeps the volumes of a workload. The only one keeps all of them; undefined where there are none.
 */
export function keeperOf(workload: Pick<Workload, "name">, servers: Servers): string | undefined {
  if (servers.length === 1) return servers[0]!.name;
  return servers.find((server) => server.keeps.includes(workload.name))?.name;
}

/** What is wrong with `keeps`, one sentence each, and in the end what could be said instead. */
export function misplaced(servers: Servers, declared: readonly Workload[]): string[] {
  if (servers.length < 2) return [];
  const workloads = declared.filter((workload) => workload.volumes.length > 0);
  const found = faultsOf(servers, workloads);
  return found.length === 0 ? [] : [...found, suggestion(servers, workloads)];
}

/** Of a server nothing but its name and what it keeps matters here. */
type Keeper = Pick<Servers[number], "name" | "keeps">;

function faultsOf(servers: readonly Keeper[], workloads: readonly Workload[]): string[] {
  const known = new Set(workloads.map(({ name }) => name));
  const found: string[] = [];
  for (const { name, keeps } of servers) {
    for (const kept of new Set(keeps)) {
      if (!known.has(kept)) found.push(`${name} keeps "${kept}", which is no workload with a volume`);
    }
    const here = workloads.filter((workload) => keeps.includes(workload.name));
    for (const store of new Set(here.flatMap(({ memberOf }) => memberOf ?? []))) {
      const members = here.filter(({ memberOf }) => memberOf === store);
      const most = mostOnOne(store, servers, workloads);
      if (members.length <= most) continue;
      found.push(
        `${name} keeps ${list(members)}: at most ${most} of the members of ${store} may be lost with one server`,
      );
    }
  }
  for (const { name, partner } of workloads) {
    const keepers = servers.filter(({ keeps }) => keeps.includes(name));
    if (keepers.length > 1) found.push(`${name} is kept by ${list(keepers)}; exactly one can`);
    if (partner === undefined || partner < name) continue;
    for (const { name: server } of keepers.filter(({ keeps }) => keeps.includes(partner))) {
      found.push(`${server} keeps ${name} and ${partner}, which take over from each other`);
    }
  }
  const missing = workloads.filter(({ name }) => !servers.some(({ keeps }) => keeps.includes(name)));
  if (missing.length > 0) {
    found.push(
      `each workload with a volume is kept by one of the servers (keeps), and nobody keeps ${list(missing)}`,
    );
  }
  return found;
}

/** How many members of a store one server may keep: a minority, unless there are only two servers. */
function mostOnOne(store: string, servers: readonly unknown[], workloads: readonly Workload[]): number {
  const members = workloads.filter(({ memberOf }) => memberOf === store).length;
  return Math.max(Math.ceil(members / servers.length), Math.floor((members - 1) / 2));
}

/** Entries for the stack's file. What is kept already stays where it is, unless that cannot be made right. */
function suggestion(servers: Servers, workloads: readonly Workload[]): string {
  const empty = servers.map(({ name }) => ({ name, keeps: [] }));
  const kept = spread(servers, workloads);
  const good = faultsOf(kept, workloads).length === 0 ? kept : spread(empty, workloads);
  const entries = good.map(
    ({ name, keeps }) => `      - name: ${name}\n        keeps: [${keeps.join(", ")}]`,
  );
  return `this would do:\n${entries.join("\n")}`;
}

/** Adds what nobody keeps: members of a store apart from each other, the rest to whoever has least. */
function spread(servers: readonly Keeper[], workloads: readonly Workload[]): Keeper[] {
  const byName = new Map(workloads.map((workload) => [workload.name, workload]));
  const result = servers.map(({ name, keeps }) => ({
    name,
    keeps: keeps.filter((kept) => byName.has(kept)),
  }));
  const place = (workload: Workload | undefined) => {
    if (!workload || result.some(({ keeps }) => keeps.includes(workload.name))) return;
    const { memberOf, partner, name } = workload;
    const sameStore = ({ keeps }: Keeper) =>
      keeps.filter((kept) => memberOf !== undefined && byName.get(kept)!.memberOf === memberOf).length;
    const [best] = result
      .filter(({ keeps }) => partner === undefined || !keeps.includes(partner))
      .toSorted((a, b) => sameStore(a) - sameStore(b) || a.keeps.length - b.keeps.length);
    best!.keeps.push(name);
  };
  for (const workload of workloads) {
    place(workload);
    // Pair by pair: whoever comes last would otherwise find only its partner's server free.
    place(byName.get(workload.partner ?? ""));
  }
  return result;
}

function list(named: readonly { name: string }[]): string {
  return named.map(({ name }) => name).join(", ");
}
