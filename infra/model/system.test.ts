import { describe, expect, it } from "vitest";
import { startOrder, validateSystem, type System, type Workload } from "./index.ts";

const workload = (name: string, change: Partial<Workload> = {}): Workload => ({
  name,
  description: name,
  image: name,
  user: { uid: 1, gid: 1 },
  environment: {},
  ports: [],
  files: [],
  secrets: [],
  volumes: [],
  temporary: [],
  segments: ["app"],
  probe: { command: ["true"], intervalSeconds: 5, timeoutSeconds: 5, startSeconds: 5, retries: 1 },
  stop: { graceSeconds: 5 },
  resources: { cpuMilli: 100, memoryMiB: 64 },
  scale: { kind: "fixed", replicas: 1 },
  update: "stop-first",
  logs: { format: "json" },
  needs: [],
  ...change,
});

const system = (workloads: Workload[], change: Partial<System> = {}): System => ({
  workloads,
  secrets: [],
  certificates: [],
  schedules: [],
  ...change,
});

describe("validateSystem", () => {
  it("accepts what fits together", () => {
    expect(validateSystem(system([workload("a"), workload("b", { needs: ["a"] })]))).toEqual([]);
  });

  it.each<[string, System, string]>([
    ["two of one name", system([workload("a"), workload("a")]), 'workload "a" is declared more than once'],
    ["a need for nothing", system([workload("a", { needs: ["b"] })]), 'needs "b", which is not declared'],
    ["an unknown secret", system([workload("a", { secrets: ["s"] })]), 'uses the secret "s"'],
    [
      "a secret for nobody",
      system([workload("a")], {
        secrets: [
          {
            name: "s",
            generation: 1,
            source: { kind: "password", length: 8 },
            rotation: { kind: "replace" },
          },
        ],
      }),
      'secret "s" is used by no workload',
    ],
    [
      "a port published from inside",
      system([workload("a", { ports: [{ name: "x", number: 1, published: 5432 }] })]),
      "only members of front and edge may",
    ],
    [
      "a secret in the environment",
      system([workload("a", { environment: { DB_PASSWORD: "x" } })]),
      "a secret belongs into a file, name it DB_PASSWORD_FILE",
    ],
    [
      "a volume with two owners during an update",
      system([workload("a", { volumes: [{ volume: "v", path: "/v" }], update: "start-first" })]),
      "cannot be updated start-first",
    ],
    [
      "a circle",
      system([workload("a", { needs: ["b"] }), workload("b", { needs: ["a"] })]),
      "in a circle: a -> b -> a",
    ],
    [
      "a way out of a closed segment",
      system([workload("a", { segments: ["data"], waysOut: [{ purpose: "mail", ports: [25] }] })]),
      "all its segments are internal",
    ],
    [
      "a schedule without a place",
      system([workload("a")], { schedules: [{ name: "s", cron: "* * * * *", runsIn: "b", command: "c" }] }),
      'runs in "b"',
    ],
  ])("refuses %s", (_, given, message) => {
    expect(validateSystem(given).join("\n")).toContain(message);
  });
});

it("starts everything after what it needs", () => {
  const order = startOrder(
    system([
      workload("edge", { needs: ["gateway"] }),
      workload("gateway", { needs: ["db"] }),
      workload("db"),
    ]),
  );
  expect(order.map((w) => w.name)).toEqual(["db", "gateway", "edge"]);
});
