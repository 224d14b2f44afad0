import type { Segment, Workload } from "../../model/index.ts";

type Labels = Record<string, string>;

/** On everything that belongs to the stack. */
export function stackLabels(stack: string): Labels {
  return {
    "app.kubernetes.io/instance": stack,
    "app.kubernetes.io/part-of": "cloudpos",
    "cloudpos.stack": stack,
  };
}

/** On everything that belongs to one workload. */
export function workloadLabels(stack: string, workload: Pick<Workload, "name" | "memberOf">): Labels {
  return {
    ...stackLabels(stack),
    "app.kubernetes.io/name": workload.name,
    "cloudpos.workload": workload.name,
    ...(workload.memberOf ? memberLabels(workload.memberOf) : {}),
  };
}

/** Finds the pods of one workload; part of what can never be changed of a Deployment. */
export function selectorOf(stack: string, workload: Pick<Workload, "name">): Labels {
  return { "cloudpos.stack": stack, "cloudpos.workload": workload.name };
}

/** On the pods of all members of one store. */
export function memberLabels(store: string): Labels {
  return { "cloudpos.member-of": store };
}

/** On pods that are in a segment; the segments' policies select by it. */
export function segmentLabels(segments: readonly Segment[]): Labels {
  return Object.fromEntries(segments.map((segment) => [`cloudpos.segment.${segment}`, "member"]));
}
