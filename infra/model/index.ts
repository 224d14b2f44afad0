/**
 * The vocabulary in which `workloads/` says WHAT runs. Plain data: no Pulumi output and no word of a platform.
 * `platforms/` decides HOW it runs. Everything that can be derived (scrape targets, network membership, secret
 * objects, backup schedules, start order) is derived from these declarations and written nowhere else.
 */
export type * from "./workload.ts";
export type * from "./secret.ts";
export type * from "./system.ts";
export { SEGMENTS } from "./segment.ts";
export type { Segment } from "./segment.ts";
export { validateSystem, startOrder, segmentsOf, generationOf } from "./system.ts";
export { reachability } from "./reachability.ts";
export type { Reach } from "./reachability.ts";
