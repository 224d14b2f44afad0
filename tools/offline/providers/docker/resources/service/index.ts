/** docker.Service */
import type Dockerode from "dockerode";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { isObject } from "../../../server/marshal.ts";
import { PartialFailure } from "../../../server/resource.ts";
import type { CheckFailure, PropertyMap } from "../../../server/resource.ts";
import type { RegistryCredentials } from "../../client.ts";
import { daemonMessage, isOurs, keepsName, named, nameTaken, NOT_OURS, orUndefined } from "../../objects.ts";
import type { Context, DockerResource } from "../../objects.ts";
import { reconcile } from "../../reconcile.ts";
import { declared } from "../../schema/index.ts";
import { checkDurations, checkOneOf, compareText, labelMap, sortedLabels, valuesAt } from "../../values.ts";
import { converge, NotConverged, removalPatience } from "./converge.ts";
import type { ServiceInspection, Task } from "./converge.ts";
import type { ServiceInputs } from "./inputs.ts";
import { fromSpec, toSpec } from "./spec.ts";
import type { References, ServiceSpec } from "./spec.ts";

const TOKEN = "docker:index/service:Service";

/** States of tasks that nothing runs of any more. */
const ENDED = ["complete", "shutdown", "failed", "rejected", "remove", "orphaned"];

/** How often an update is sent again because someone else (the Swarm itself, mostly) was faster. */
const UPDATE_ATTEMPTS = 10;

const DURATIONS = [
  "taskSpec.containerSpec.stopGracePeriod",
  "taskSpec.containerSpec.healthcheck.interval",
  "taskSpec.containerSpec.healthcheck.timeout",
  "taskSpec.containerSpec.healthcheck.startPeriod",
  "taskSpec.restartPolicy.delay",
  "taskSpec.restartPolicy.window",
  "updateConfig.delay",
  "updateConfig.monitor",
  "rollbackConfig.delay",
  "rollbackConfig.monitor",
  "convergeConfig.delay",
  "convergeConfig.timeout",
];

export const service: DockerResource = {
  token: TOKEN,
  ...declared(TOKEN),
  // As in the official provider: what the Swarm could change in place but that provider replaces, is replaced.
  replaceOnChanges: [
    "name",
    "auth",
    "mode.global",
    "taskSpec.containerSpec.hosts",
    "taskSpec.containerSpec.sysctl",
    "taskSpec.containerSpec.labels",
    "taskSpec.networksAdvanceds",
  ],
  deleteBeforeReplace: keepsName,

  check: (news, olds, random, name) => ({
    inputs: named(news, olds, random, name),
    failures: problems(news),
  }),
  normalise: withSortedSets,

  async create(inputs, ctx) {
    const asked = inputs as unknown as ServiceInputs;
    const spec = toSpec(asked, await references(asked, ctx));
    const id = await createOrAdopt(asked, spec, ctx);
    const state = stateOf(inputs, spec);
    await convergeIfAsked(id, asked, undefined, ctx).catch((error: unknown) => {
      throw new PartialFailure((error as Error).message, id, state);
    });
    return { id, state };
  },

  async read(id, inputs, _state, ctx) {
    const found = await inspect(id, ctx);
    if (!found) return undefined;
    const said = inputs as unknown as Partial<ServiceInputs>;
    const expected = said.taskSpec
      ? fromSpec(toSpec(said as ServiceInputs, await references(said as ServiceInputs, ctx)))
      : {};
    const kept = Object.fromEntries(
      Object.entries({ auth: inputs["auth"], convergeConfig: inputs["convergeConfig"] }).filter(
        ([, value]) => value,
      ),
    );
    const now = reconcile(inputs, { ...expected, ...kept }, { ...fromSpec(found.Spec), ...kept });
    return { id: found.ID, inputs: now, state: stateOf(now, found.Spec) };
  },

  async update(id, news, _olds, _state, ctx) {
    const asked = news as unknown as ServiceInputs;
    const spec = toSpec(asked, await references(asked, ctx));
    const previousUpdate = await replaceSpec(id, asked, spec, ctx);
    const state = stateOf(news, spec);
    await convergeIfAsked(id, asked, previousUpdate, ctx).catch((error: unknown) => {
      // After a rollback the service is what it was, and so is the state. Otherwise the new specification is in
      // force, though not fulfilled.
      if (error instanceof NotConverged && error.rolledBack) throw error;
      throw new PartialFailure((error as Error).message, id, state);
    });
    return state;
  },

  async delete(id, state, ctx) {
    await orUndefined(ctx.client.docker.getService(id).remove());
    const patience = removalPatience(state as Partial<ServiceInputs>);
    const deadline = Date.now() + patience;
    for (let wait = 50; ; wait = Math.min(wait * 1.5, 500)) {
      const left = [...(await containersOf(id, ctx)), ...(await tasksElsewhere(id, ctx))];
      if (left.length === 0) return;
      if (Date.now() > deadline) {
        throw new Error(
          `the service is removed, but its containers still run after ${Math.round(patience / 1000)} s: ` +
            `${left.join(", ")}. Remove them with docker rm -f, then run again.`,
        );
      }
      ctx.status(`waiting for ${left.length} containers to stop`);
      await sleep(wait, undefined, { signal: ctx.signal });
    }
  },
};

function problems(inputs: PropertyMap): CheckFailure[] {
  const failures = [
    ...checkDurations(inputs, DURATIONS),
    ...checkOneOf(inputs, "taskSpec.restartPolicy.condition", ["none", "on-failure", "any"]),
    ...checkOneOf(inputs, "taskSpec.runtime", ["container"]),
    ...checkOneOf(inputs, "taskSpec.containerSpec.mounts.*.type", ["bind", "volume", "tmpfs", "npipe"]),
    ...checkOneOf(inputs, "endpointSpec.mode", ["vip", "dnsrr"]),
    ...checkOneOf(inputs, "endpointSpec.ports.*.protocol", ["tcp", "udp", "sctp"]),
    ...checkOneOf(inputs, "endpointSpec.ports.*.publishMode", ["ingress", "host"]),
    ...["updateConfig", "rollbackConfig"].flatMap((rollout) => [
      ...checkOneOf(inputs, `${rollout}.order`, ["stop-first", "start-first"]),
      ...checkOneOf(inputs, `${rollout}.failureAction`, ["pause", "continue", "rollback"]),
    ]),
  ];
  if (valuesAt(inputs, "mode.global")[0]?.value === true && valuesAt(inputs, "mode.replicated").length > 0) {
    failures.push({ property: "mode", reason: "is either global or replicated, not both" });
  }
  for (const { at, value } of valuesAt(inputs, "taskSpec.networksAdvanceds.*")) {
    if (isObject(value) && !value["name"] && !value["id"]) {
      failures.push({ property: at, reason: "names no network; give its name or its id" });
    }
  }
  return failures;
}

/** Sets in the order of their keys: their order in the program means nothing. */
function withSortedSets(inputs: PropertyMap): PropertyMap {
  let sorted = sortedLabels(inputs);
  sorted = changed(sorted, "taskSpec", (task) => {
    task = changed(task, "containerSpec", (container) =>
      sortSets(sortedLabels(container), { mounts: "target", secrets: "fileName", configs: "fileName" }, [
        "capAdds",
        "capDrops",
      ]),
    );
    task = changed(task, "placement", (placement) => sortSets(placement, {}, ["constraints"]));
    const networks = task["networksAdvanceds"];
    if (Array.isArray(networks)) {
      const inside = networks.map((network: unknown) =>
        isObject(network) ? sortSets(network, {}, ["aliases", "driverOpts"]) : network,
      );
      task = { ...task, networksAdvanceds: inside };
    }
    return sortSets(task, { networksAdvanceds: "name" }, []);
  });
  return sorted;
}

function changed(
  value: PropertyMap,
  name: string,
  change: (inside: PropertyMap) => PropertyMap,
): PropertyMap {
  const inside = value[name];
  return isObject(inside) ? { ...value, [name]: change(inside) } : value;
}

/** Sorts lists of objects by the given key and lists of text; those with unknown values stay as they are. */
function sortSets(value: PropertyMap, keys: Record<string, string>, texts: readonly string[]): PropertyMap {
  const sorted = { ...value };
  const sort = (name: string, textOf: (item: unknown) => unknown) => {
    const list = value[name];
    if (!Array.isArray(list) || !list.every((item) => typeof textOf(item) === "string")) return;
    sorted[name] = list.toSorted((a, b) => compareText(String(textOf(a)), String(textOf(b))));
  };
  for (const [name, key] of Object.entries(keys)) sort(name, (item) => isObject(item) && item[key]);
  for (const name of texts) sort(name, (item) => item);
  return sorted;
}

function inspect(id: string, ctx: Context): Promise<ServiceInspection | undefined> {
  return orUndefined(ctx.client.docker.getService(id).inspect() as Promise<ServiceInspection>);
}

/** The ids and names that the daemon wants beside those that the program gives. */
async function references(inputs: ServiceInputs, ctx: Context): Promise<References> {
  const { docker } = ctx.client;
  const { containerSpec, networksAdvanceds = [] } = inputs.taskSpec;
  const found: References = { networkIds: {}, secretNames: {}, configNames: {} };
  if (networksAdvanceds.length > 0) {
    for (const { Name, Id } of await docker.listNetworks()) found.networkIds[Name] = Id;
  }
  for (const { secretId, secretName } of containerSpec.secrets ?? []) {
    if (secretName) continue;
    const secret = await orUndefined(docker.getSecret(secretId).inspect());
    if (secret) found.secretNames[secretId] = (secret as { Spec: { Name: string } }).Spec.Name;
  }
  for (const { configId, configName } of containerSpec.configs ?? []) {
    if (configName) continue;
    const config = await orUndefined(docker.getConfig(configId).inspect());
    if (config) found.configNames[configId] = (config as { Spec: { Name: string } }).Spec.Name;
  }
  return found;
}

async function createOrAdopt(asked: ServiceInputs, spec: ServiceSpec, ctx: Context): Promise<string> {
  const taken = await inspect(asked.name, ctx);
  if (!taken || taken.Spec.Name !== asked.name) {
    const created = await ctx.client.docker.createService(
      credentials(asked, ctx),
      spec as Dockerode.ServiceSpec,
    );
    return created.id;
  }
  if (!isOurs(taken.Spec.Labels, labelMap(asked.labels))) {
    throw nameTaken(service, "service", asked.name, taken.ID, NOT_OURS);
  }
  const networksOf = ({ TaskTemplate }: ServiceSpec) =>
    (TaskTemplate.Networks ?? []).map(({ Target }) => Target).sort();
  const modeOf = ({ Mode }: ServiceSpec) => (Mode?.Global ? "global" : "replicated");
  if (modeOf(taken.Spec) !== modeOf(spec) || !isDeepStrictEqual(networksOf(taken.Spec), networksOf(spec))) {
    throw nameTaken(
      service,
      "service",
      asked.name,
      taken.ID,
      "its mode or its networks are not those asked for",
    );
  }
  await replaceSpec(taken.ID, asked, spec, ctx);
  return taken.ID;
}

/** Sends the whole specification; answers when the update before this one had started. */
async function replaceSpec(
  id: string,
  asked: ServiceInputs,
  spec: ServiceSpec,
  ctx: Context,
): Promise<string | undefined> {
  const auth = credentials(asked, ctx);
  for (let attempt = 1; ; attempt++) {
    const current = (await ctx.client.docker.getService(id).inspect()) as ServiceInspection;
    try {
      const version = current.Version.Index;
      await ctx.client.docker.getService(id).update({ authconfig: auth, _query: { version }, _body: spec });
      return current.UpdateStatus?.StartedAt;
    } catch (error) {
      if (attempt === UPDATE_ATTEMPTS || !/out of sequence/i.test(daemonMessage(error))) throw error;
      await sleep(100 * attempt, undefined, { signal: ctx.signal });
    }
  }
}

/** Empty where there are none. */
function credentials(asked: ServiceInputs, ctx: Context): RegistryCredentials | Record<string, never> {
  const { auth } = asked;
  if (!auth) return ctx.client.credentialsFor(asked.taskSpec.containerSpec.image) ?? {};
  return { username: auth.username ?? "", password: auth.password ?? "", serveraddress: auth.serverAddress };
}

async function convergeIfAsked(
  id: string,
  asked: ServiceInputs,
  previousUpdate: string | undefined,
  ctx: Context,
): Promise<void> {
  if (asked.convergeConfig) await converge(id, asked, previousUpdate, ctx);
}

async function containersOf(serviceId: string, ctx: Context): Promise<string[]> {
  const containers = await ctx.client.docker.listContainers({
    all: true,
    filters: { label: [`com.docker.swarm.service.id=${serviceId}`] },
  });
  return containers.map(({ Names, Id }) => Names[0]?.replace(/^\//, "") ?? Id);
}

/** What still runs of a removed service on other nodes of the Swarm; those that do not answer are not waited for. */
async function tasksElsewhere(serviceId: string, ctx: Context): Promise<string[]> {
  const { docker } = ctx.client;
  const tasks = ((await docker.listTasks()) as Task[]).filter(
    (task) => task.ServiceID === serviceId && !ENDED.includes(task.Status.State),
  );
  if (tasks.length === 0) return [];
  const { Swarm } = (await docker.info()) as { Swarm: { NodeID: string } };
  const nodes = (await docker.listNodes()) as { ID: string; Status: { State: string } }[];
  const answering = nodes.filter(({ ID, Status }) => ID !== Swarm.NodeID && Status.State === "ready");
  return tasks
    .filter((task) => answering.some(({ ID }) => ID === task.NodeID))
    .map((task) => `task ${task.ID} on node ${task.NodeID}`);
}

/** The inputs and, as the published schema always has them, mode and labels. */
function stateOf(inputs: PropertyMap, spec: ServiceSpec): PropertyMap {
  const replicas = spec.Mode?.Replicated?.Replicas ?? 1;
  return { mode: spec.Mode?.Global ? { global: true } : { replicated: { replicas } }, ...inputs };
}
