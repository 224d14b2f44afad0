/**
 * Production's configuration on a real Kubernetes, brought up by the same command that an operator uses: it answers and
 * sells, a second `up` changes nothing, nothing has drifted, what is killed comes back, and it goes without a trace.
 * The cases build on each other and run in this order.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { demoStaff } from "@cloudpos/contracts/demo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { weaknessesOfPod, type Pod as HardenedPod } from "../../infra/platforms/kubernetes/testing.ts";
import { demoSale } from "../../services/transaction/testing.ts";
import { healthAddresses, signIn } from "../e2e/demo-shop.ts";
import { Client, STACK, cloudpos, pulumi } from "../e2e/stack.ts";
import { testCluster } from "./cluster.ts";

const { kubeconfig } = testCluster();
const namespace = `cloudpos-${STACK}`;
const run = promisify(execFile);

interface Pod {
  metadata: { name: string; uid: string; labels: Record<string, string> };
  status: { containerStatuses?: { ready: boolean; restartCount: number }[] };
}

async function kubectl(...args: string[]): Promise<string> {
  const { stdout } = await run("kubectl", ["--kubeconfig", kubeconfig, ...args], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.trim();
}

async function pods(workload?: string): Promise<Pod[]> {
  const selector = workload ? ["--selector", `cloudpos.workload=${workload}`] : [];
  const list = await kubectl("get", "pods", "--namespace", namespace, ...selector, "--output", "json");
  return (JSON.parse(list) as { items: Pod[] }).items;
}

const isReady = (pod: Pod) => pod.status.containerStatuses?.every(({ ready }) => ready) ?? false;

async function up(): Promise<{ url: string; changes: Record<string, number> }> {
  const { code, stdout, stderr } = await cloudpos("up", "--json", "--yes");
  expect(code, `${stdout}\n${stderr}`).toBe(0);
  return JSON.parse(stdout.slice(stdout.indexOf("{"))) as Awaited<ReturnType<typeof up>>;
}

let client: Client;
beforeAll(async () => {
  client = await Client.ofStack((await up()).url);
}, 3_000_000);
afterAll(() => client?.close());

test.each(healthAddresses)("GET %s answers 200 over verified TLS", async (address) => {
  const answer = await client.request("GET", address);
  expect(answer.status, answer.body).toBe(200);
});

test("a sale is accepted once, however often it is sent to services of several replicas", async () => {
  const cashier = demoStaff.find((person) => person.role === "cashier")!;
  const token = await signIn(client, cashier);
  const body = demoSale({}, 1);
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => client.request("POST", "/api/transactions/sales", { token, body })),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([
    ...Array.from({ length: 9 }, () => 200),
    201,
  ]);
  expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
});

test("leaves no pod more than it needs", async () => {
  const ours = ["--all-namespaces", "--selector", `cloudpos.stack=${STACK}`];
  const { items } = JSON.parse(await kubectl("get", "pods", ...ours, "--output", "json")) as {
    items: HardenedPod[];
  };
  expect(items.length).toBeGreaterThan(20);
  const found = items.flatMap((pod) => weaknessesOfPod(pod).map((text) => `${pod.metadata.name} ${text}`));
  expect(found).toEqual([]);
});

test("a second up changes nothing and restarts nothing, and nothing has drifted", async () => {
  const before = (await pods()).map((pod) => pod.metadata.uid).sort();
  const again = await up();
  expect(Object.keys(again.changes).filter((kind) => kind !== "same")).toEqual([]);
  expect((await pods()).map((pod) => pod.metadata.uid).sort()).toEqual(before);
  const refresh = await pulumi("refresh", "--preview-only", "--expect-no-changes");
  expect(refresh.code, refresh.stdout + refresh.stderr).toBe(0);
});

test("a pod that is killed comes back", async () => {
  const [killed] = await pods("notification");
  await kubectl(
    "delete",
    "pod",
    killed!.metadata.name,
    "--namespace",
    namespace,
    "--grace-period",
    "0",
    "--force",
  );
  await expect
    .poll(async () => (await pods("notification")).filter(isReady).map((pod) => pod.metadata.uid), {
      timeout: 300_000,
      interval: 1000,
    })
    .toSatisfy((ready: string[]) => ready.length >= 2 && !ready.includes(killed!.metadata.uid));
});

test("goes with all that it had", async () => {
  const { code, stdout, stderr } = await cloudpos("down", "--purge", "--yes");
  expect(code, stdout + stderr).toBe(0);
  const spaces = await kubectl(
    "get",
    "namespaces",
    "--selector",
    `cloudpos.stack=${STACK}`,
    "--output",
    "name",
  );
  expect(spaces).toBe("");
});
