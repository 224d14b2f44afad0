/**
 * Staging on three servers, brought up by `./cloudpos up` over SSH: it answers at each of them, keeps each volume where
 * it was said, and every command finds its way. `./cloudpos test --only servers` starts the servers and takes them away.
 */
import { demoRegisters, demoStaff } from "@cloudpos/contracts/demo";
import { afterAll, beforeAll, expect, it } from "vitest";
import { demoSale } from "../../services/transaction/testing.ts";
import { closeEngines, reachServer } from "../../tools/cli/support/engines.ts";
import { serversOf, type ServerAddress } from "../../tools/cli/support/stack-file.ts";
import { healthAddresses, signIn } from "../e2e/demo-shop.ts";
import { Client, cloudpos, pulumi, STACK, up } from "../stacks/commands.ts";
import { declaredSystem, settingsOf } from "../stacks/declared.ts";
import { originOf } from "../stacks/origin.ts";

let servers: ServerAddress[];
/** Of the same shop, each by way of one server. */
let clients: Client[];

beforeAll(async () => {
  await up();
  servers = await serversOf(STACK);
  const { url, ca } = await originOf(STACK);
  clients = servers.map(({ address }) => new Client(url, ca, [address]));
});

afterAll(() => {
  for (const client of clients ?? []) client.close();
  closeEngines();
});

it("every server answers for every service", async () => {
  for (const client of clients) {
    for (const address of healthAddresses) {
      const answer = await client.request("GET", address);
      expect(answer.status, answer.body).toBe(200);
    }
  }
});

it("a sale by way of one server is known by way of the others", async () => {
  const token = await signIn(
    clients[0]!,
    demoStaff.find((person) => person.role === "cashier")!,
  );
  const body = demoSale({ registerId: demoRegisters[0]!.id }, 1);
  const answers = [];
  for (const client of clients)
    answers.push(await client.request("POST", "/api/transactions/sales", { token, body }));
  expect(answers.map(({ status }) => status)).toEqual([201, 200, 200]);
  expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
});

it("each server has the volumes that it keeps, and no other", async () => {
  const settings = await settingsOf(STACK);
  const { workloads } = await declaredSystem(STACK);
  for (const server of servers) {
    const { keeps } = settings.servers.find(({ name }) => name === server.name)!;
    const kept = workloads.filter(({ name }) => keeps.includes(name));
    const { Volumes } = await (await reachServer(STACK, server)).listVolumes();
    const names = Volumes.map(({ Name }) => Name).filter((name) => name.startsWith("cloudpos-"));
    const expected = kept.flatMap((each) => each.volumes.map(({ volume }) => `cloudpos-${STACK}-${volume}`));
    expect(names.toSorted()).toEqual(expected.toSorted());
  }
});

it("nothing of the registry's password or the key is in clear in the state", async () => {
  const state = await pulumi("stack", "export");
  const secrets = await pulumi("config", "--show-secrets", "--json");
  const values = Object.values(
    JSON.parse(secrets.stdout) as Record<string, { value: string; secret: boolean }>,
  )
    .filter(({ secret }) => secret)
    .map(({ value }) => value);
  expect(values).toHaveLength(2);
  for (const value of values) expect(state.stdout).not.toContain(value.trim().split("\n").at(-2) ?? value);
});

it.each([
  "status",
  "logs transaction --tail 5",
  "logs postgres-3 --tail 5",
  "backup",
  "migrate",
  "seed",
  "rebuild reporting",
  "preview",
  "doctor",
])("./cloudpos %s", async (command) => {
  const { code, stdout, stderr } = await cloudpos(...command.split(" "));
  expect(code, `${stdout}\n${stderr}`).toBe(0);
});

it("a second up changes nothing", async () => {
  const { changes } = await up();
  expect(Object.keys(changes).filter((kind) => kind !== "same")).toEqual([]);
});
