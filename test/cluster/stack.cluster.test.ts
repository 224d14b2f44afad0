/**
 * Production's configuration on a real Kubernetes, brought up by the same command that an operator uses: it answers and
 * sells, a second `up` changes nothing, nothing has drifted, what is killed comes back, and it goes without a trace.
 * The cases build on each other and run in this order.
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { demoEnrolmentCodes, deviceTokenHeader } from "@cloudpos/contracts/auth";
import { demoProducts, demoRegisters, demoStaff } from "@cloudpos/contracts/demo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { weaknessesOfPod, type Pod as HardenedPod } from "../../infra/platforms/kubernetes/testing.ts";
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

test.each([
  "/health",
  ...["auth", "inventory", "transactions", "payments", "customers", "notifications", "reports"].map(
    (prefix) => `/api/${prefix}/health`,
  ),
])("GET %s answers 200 over verified TLS", async (address) => {
  const answer = await client.request("GET", address);
  expect(answer.status, answer.body).toBe(200);
});

test("a sale is accepted once, however often it is sent to services of several replicas", async () => {
  const cashier = demoStaff.find((person) => person.role === "cashier")!;
  const enrolled = await client.request("POST", "/api/auth/enrolments", {
    body: { code: demoEnrolmentCodes[0] },
  });
  expect(enrolled.status, enrolled.body).toBe(201);
  const { deviceToken } = enrolled.json() as { deviceToken: string };
  const signedIn = await client.request("POST", "/api/auth/sign-in", {
    body: { userId: cashier.id, pin: cashier.pin },
    headers: { [deviceTokenHeader]: deviceToken },
  });
  expect(signedIn.status, signedIn.body).toBe(200);
  const { accessToken: token } = signedIn.json() as { accessToken: string };
  const body = sale();
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

/** The first product of the demo shop, paid in cash. */
function sale(): Record<string, unknown> {
  const product = demoProducts[0]!;
  const gross = product.priceMinor;
  const tax = Math.round((gross * product.taxRateBasisPoints) / (10_000 + product.taxRateBasisPoints));
  const hex = `${Date.now().toString(16).padStart(12, "0")}7${randomBytes(10).toString("hex")}`;
  return {
    // UUIDv7 (RFC 9562), as the till makes it.
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    registerId: demoRegisters[0]!.id,
    soldAt: new Date().toISOString(),
    currency: "EUR",
    lines: [
      {
        productId: product.id,
        sku: product.sku,
        name: product.name,
        quantityMilli: 1000,
        unitPriceMinor: gross,
        discountMinor: 0,
        taxClass: product.taxClass,
        taxRateBasisPoints: product.taxRateBasisPoints,
      },
    ],
    totals: { netMinor: gross - tax, taxMinor: tax, totalMinor: gross },
    tenders: [{ kind: "cash", amountMinor: gross, tenderedMinor: gross, changeMinor: 0 }],
  };
}
