import { ENTRANCES, SEGMENTS, type Segment } from "./segment.ts";
import type { Certificate, Secret } from "./secret.ts";
import type { Schedule, Workload } from "./workload.ts";

/** Everything one stack is made of. */
export interface System {
  workloads: readonly Workload[];
  secrets: readonly Secret[];
  certificates: readonly Certificate[];
  schedules: readonly Schedule[];
}

/**
 * Finds what does not fit together: references to nothing, names used twice, ports published twice, circles in
 * the start order, a workload that needs another it cannot reach.
 *
 * @returns one sentence for each problem; empty when all is well.
 */
export function validateSystem(system: System): string[] {
  const problems: string[] = [];
  const unique = (kind: string, names: readonly string[]) => {
    for (const name of new Set(names.filter((n, i) => names.indexOf(n) !== i))) {
      problems.push(`${kind} "${name}" is declared more than once`);
    }
    return new Set(names);
  };
  const workloads = unique(
    "workload",
    system.workloads.map((w) => w.name),
  );
  const secrets = unique(
    "secret",
    system.secrets.map((s) => s.name),
  );
  const certificates = unique(
    "certificate",
    system.certificates.map((c) => c.name),
  );
  unique(
    "schedule",
    system.schedules.map((s) => s.name),
  );
  unique(
    "published port",
    system.workloads.flatMap((w) => w.ports.flatMap((p) => (p.published ? [String(p.published)] : []))),
  );
  for (const secret of system.secrets) {
    if (secret.source.kind !== "composed") continue;
    for (const from of secret.source.from) {
      if (!secrets.has(from))
        problems.push(`secret "${secret.name}" is composed from "${from}", which is not declared`);
    }
  }
  const used = new Set(system.workloads.flatMap((w) => w.secrets));
  const parts = new Set(system.secrets.flatMap((s) => (s.source.kind === "composed" ? s.source.from : [])));
  for (const name of secrets) {
    if (!used.has(name) && !parts.has(name)) problems.push(`secret "${name}" is used by no workload`);
  }
  for (const w of system.workloads) {
    const say = (text: string) => problems.push(`workload "${w.name}" ${text}`);
    for (const s of w.secrets) if (!secrets.has(s)) say(`uses the secret "${s}", which is not declared`);
    for (const f of w.files) {
      if (f.content.kind === "certificate" && !certificates.has(f.content.certificate)) {
        say(`uses the certificate "${f.content.certificate}", which is not declared`);
      }
    }
    for (const p of w.ports) {
      if (p.published && !w.segments.some((s) => ENTRANCES.includes(s)))
        say(`publishes port ${p.published}; only members of ${ENTRANCES.join(" and ")} may`);
    }
    if (w.waysOut?.length && w.segments.every((s) => SEGMENTS[s].internal)) {
      say("has a way out of the stack, but all its segments are internal");
    }
    for (const n of w.needs) if (!workloads.has(n)) say(`needs "${n}", which is not declared`);
    if (w.volumes.length > 0 && w.update === "start-first")
      say("owns a volume, so it cannot be updated start-first");
    for (const name of Object.keys(w.environment)) {
      if (/(PASSWORD|SECRET|TOKEN|PRIVATE|KEY)$/.test(name)) {
        say(`has the environment variable ${name}: a secret belongs into a file, name it ${name}_FILE`);
      }
    }
  }
  for (const s of system.schedules) {
    if (!workloads.has(s.runsIn))
      problems.push(`schedule "${s.name}" runs in "${s.runsIn}", which is not declared`);
  }
  if (problems.length === 0) {
    try {
      startOrder(system);
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  return problems;
}

/**
 * The workloads, each after all that it needs.
 *
 * @throws when they need each other in a circle.
 */
export function startOrder(system: System): Workload[] {
  const byName = new Map(system.workloads.map((w) => [w.name, w]));
  const done = new Set<Workload>();
  const visit = (w: Workload, path: string[]) => {
    if (done.has(w)) return;
    if (path.includes(w.name))
      throw new Error(`workloads need each other in a circle: ${[...path, w.name].join(" -> ")}`);
    for (const need of w.needs) visit(byName.get(need)!, [...path, w.name]);
    done.add(w);
  };
  for (const w of system.workloads) visit(w, []);
  return [...done];
}

/** The segments in use. */
export function segmentsOf(system: System): Segment[] {
  const used = new Set(system.workloads.flatMap((w) => w.segments));
  return (Object.keys(SEGMENTS) as Segment[]).filter((s) => used.has(s));
}

/** The number in a secret's stored name. A composed one changes with each of its parts: it is the sum of theirs. */
export function generationOf(secret: Secret, system: Pick<System, "secrets">): number {
  if (secret.source.kind !== "composed") return secret.generation;
  const parts = new Set(secret.source.from);
  return system.secrets
    .filter((s) => parts.has(s.name))
    .reduce((sum, s) => sum + s.generation, secret.generation);
}
