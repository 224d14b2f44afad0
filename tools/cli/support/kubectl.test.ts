import { expect, it } from "vitest";
import { describeWorkloads, type Pod } from "./kubectl.ts";

const now = Date.parse("2026-01-01T00:01:00Z");

function pod(workload: string, change: Partial<Pod["status"]> = {}): Pod {
  return {
    metadata: {
      name: `${workload}-1`,
      namespace: "cloudpos-test",
      labels: { "cloudpos.workload": workload },
      creationTimestamp: "2026-01-01T00:00:00Z",
    },
    status: {
      phase: "Running",
      startTime: "2026-01-01T00:00:00Z",
      containerStatuses: [{ ready: true, state: { running: { startedAt: "2026-01-01T00:00:00Z" } } }],
      ...change,
    },
  };
}

const controller = (name: string, kind: "Deployment" | "StatefulSet", replicas: number, ready: number) => ({
  kind,
  metadata: { name, namespace: "cloudpos-test" },
  spec: { replicas, template: { spec: { containers: [{ image: "i" }] } } },
  status: { readyReplicas: ready },
});

const describe = (ready: number, pods: Pod[]) =>
  describeWorkloads([controller("auth", "Deployment", 2, ready)], pods, [], now)[0]!;

it("is healthy when all wanted replicas are ready", () => {
  expect(describe(2, [pod("auth"), pod("auth")])).toEqual({
    name: "auth",
    service: "deployment/auth",
    id: "auth",
    image: "i",
    desired: 2,
    running: 2,
    health: "healthy",
    ageMs: 60_000,
    ports: [],
  });
});

it("is starting while a container is being made", () => {
  const waiting = [{ ready: false, state: { waiting: { reason: "ContainerCreating" } } }];
  expect(describe(1, [pod("auth"), pod("auth", { containerStatuses: waiting })])).toMatchObject({
    health: "starting",
    running: 1,
  });
});

it("says why it is not well, in the API's words", () => {
  const waiting = [
    { ready: false, state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 40s" } } },
  ];
  expect(describe(1, [pod("auth"), pod("auth", { containerStatuses: waiting })])).toMatchObject({
    health: "unhealthy",
    reason: "CrashLoopBackOff: back-off 40s",
  });
  const conditions = [{ type: "PodScheduled", status: "False", message: "0/1 nodes have enough memory" }];
  expect(describe(0, [pod("auth", { containerStatuses: [], conditions })])).toMatchObject({
    health: "unhealthy",
    reason: "0/1 nodes have enough memory",
  });
});

it("shows by which ports it is reached from outside", () => {
  const service = (type: string) => ({
    metadata: { labels: { "cloudpos.workload": "edge" } },
    spec: { type, ports: [{ port: 443, targetPort: 8443, protocol: "TCP" }] },
  });
  const [edge] = describeWorkloads(
    [controller("edge", "Deployment", 1, 1)],
    [pod("edge")],
    [service("ClusterIP"), service("LoadBalancer")],
    now,
  );
  expect(edge!.ports).toEqual(["443->8443/tcp"]);
});
