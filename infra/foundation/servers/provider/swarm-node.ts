/**
 * A server's membership in the Swarm as a resource. Join tokens are asked from a manager at the moment of joining
 * and made worthless right after it: they are in no state, no setting and no output.
 */
import { setTimeout as pause } from "node:timers/promises";
import type {
  CallContext,
  PropertyMap,
  ResourceType,
} from "../../../../tools/offline/providers/server/resource.ts";
import { PartialFailure } from "../../../../tools/offline/providers/server/resource.ts";
import type { Access } from "../declaration.ts";
import { quote, withHost, type Host, type ServerError } from "../host.ts";
import type { Connection } from "./provider.ts";
import { accessOf, messageOf } from "./server.ts";

type Role = "manager" | "worker";

interface Node extends Access {
  role: Role;
  labels?: Record<string, string>;
  availability: "active" | "pause" | "drain";
  /** Address that the other servers reach it by. */
  advertise: string;
  /** Where overlay networks take their subnets from. */
  addressPool: string;
  /** The other managers: through one of them it joins. */
  managers: Access[];
  /** Begins the Swarm where none of the managers is in one. */
  first: boolean;
}

/** Longest time for a leaving node's containers to end and to start elsewhere, ms. */
const DRAINED_WITHIN = 120_000;
const LOOK_AGAIN = 1_000;

export const swarmNode: ResourceType<Connection> = {
  token: "servers:index:SwarmNode",
  inputs: {
    address: { required: true },
    port: { required: true },
    user: { required: true },
    hostKey: { required: true },
    role: { required: true },
    labels: {},
    availability: { required: true },
    advertise: { required: true },
    addressPool: { required: true },
    managers: {},
    first: { required: true },
  },
  replaceOnChanges: ["address", "advertise"],
  deleteBeforeReplace: true,
  // How a Swarm came into being changes nothing about it afterwards.
  normalise: ({ first: _first, managers: _managers, addressPool: _pool, ...inputs }) => inputs,

  async create(inputs, ctx) {
    const node = nodeOf(inputs);
    const { privateKey } = ctx.client;
    const id = await withHost(accessOf(inputs), privateKey, ctx.signal, async (host) => {
      const there = await membership(host);
      if (there.state === "active") return there.nodeId;
      return (await findManager(node, ctx)) ? join(host, node, ctx) : begin(host, node);
    });
    try {
      await settle(id, node, ctx);
    } catch (error) {
      throw new PartialFailure(messageOf(error), id, inputs);
    }
    return { id, state: inputs };
  },

  async read(id, inputs, state, ctx) {
    const node = nodeOf(inputs);
    const member = await withHost(accessOf(inputs), ctx.client.privateKey, ctx.signal, membership);
    if (member.state !== "active" || member.nodeId !== id) return undefined;
    const found = await atManager(node, ctx, (manager) => inspect(manager, id));
    return { id, inputs: { ...inputs, ...found }, state: { ...state, ...inputs, ...found } };
  },

  async update(id, news, _olds, _state, ctx) {
    await settle(id, nodeOf(news), ctx);
    return news;
  },

  async delete(id, state, ctx) {
    const node = nodeOf(state);
    const { privateKey } = ctx.client;
    const manager = await findManager(node, ctx);
    const onManager = (work: (host: Host) => Promise<void>) =>
      manager ? withHost(manager, privateKey, ctx.signal, work) : Promise.resolve();
    await onManager(async (host) => {
      ctx.status("moving its containers to other servers");
      await drain(host, id, ctx.signal);
      if (node.role === "manager") await host.run(`docker node demote ${id}`);
    });
    let unreachable: ServerError | undefined;
    await withHost(accessOf(state), privateKey, ctx.signal, async (host) => {
      ctx.status("leaving the Swarm");
      await host.run("docker swarm leave --force || ! docker info >/dev/null", {
        doing: "leaving the Swarm",
      });
    }).catch((error: ServerError) => (unreachable = error));
    if (unreachable && !manager) throw unreachable;
    if (unreachable)
      ctx.status(`${unreachable.message}: the Swarm forgets it; should it come back, it has to leave`);
    await onManager(async (host) => {
      await host.run(`docker node rm --force ${id} >/dev/null`, { doing: "forgetting the node" });
    });
  },
};

function nodeOf(inputs: PropertyMap): Node {
  return inputs as unknown as Node;
}

async function membership(host: Host): Promise<{ state: string; nodeId: string; isManager: boolean }> {
  const text = await host.run("docker info --format '{{json .Swarm}}'", { doing: "asking Docker" });
  const swarm = JSON.parse(text) as { LocalNodeState: string; NodeID: string; ControlAvailable: boolean };
  return { state: swarm.LocalNodeState, nodeId: swarm.NodeID, isManager: swarm.ControlAvailable };
}

/**
 * Another manager that is in the Swarm.
 *
 * @throws when one of them cannot be reached and none of the others is in a Swarm: beginning a second Swarm beside a
 * living one would part the servers
 */
async function findManager(node: Node, ctx: CallContext<Connection>): Promise<Access | undefined> {
  let unreachable: unknown;
  for (const access of node.managers) {
    try {
      const member = await withHost(access, ctx.client.privateKey, ctx.signal, membership);
      if (member.isManager) return access;
    } catch (error) {
      unreachable ??= error;
    }
  }
  if (unreachable !== undefined) throw unreachable;
  return undefined;
}

async function begin(host: Host, node: Node): Promise<string> {
  if (!node.first) {
    throw host.error(
      "no manager of the Swarm answers, so it cannot join. Is Docker running on the managers?",
    );
  }
  await host.run(
    `docker swarm init --advertise-addr ${quote(node.advertise)} --default-addr-pool ${quote(node.addressPool)} ` +
      "--default-addr-pool-mask-length 24 >/dev/null",
    { doing: "beginning the Swarm" },
  );
  return (await membership(host)).nodeId;
}

/** Joins one after the other: a token is good for one of them. */
let joining: Promise<unknown> = Promise.resolve();

function join(host: Host, node: Node, ctx: CallContext<Connection>): Promise<string> {
  const joined = joining.then(async () => {
    const manager = (await findManager(node, ctx))!;
    ctx.status(`joining the Swarm through ${manager.address}`);
    await withHost(manager, ctx.client.privateKey, ctx.signal, async (at) => {
      const [token = "", address = ""] = (
        await at.run(`docker swarm join-token -q ${node.role}; docker info --format '{{.Swarm.NodeAddr}}'`)
      ).split("\n");
      await host.run(
        `read -r token; docker swarm join --advertise-addr ${quote(node.advertise)} --token "$token" ${address}:2377 >/dev/null`,
        { input: `${token}\n`, doing: `joining the Swarm through ${address}:2377` },
      );
      await at.run(`docker swarm join-token --rotate -q ${node.role} >/dev/null`);
    });
    return (await membership(host)).nodeId;
  });
  joining = joined.catch(() => {});
  return joined;
}

/** Does the work on a manager: on the node itself if it is one, else on another. */
async function atManager<Result>(
  node: Node,
  ctx: CallContext<Connection>,
  work: (manager: Host) => Promise<Result>,
): Promise<Result> {
  const { privateKey } = ctx.client;
  const itself: Access = { address: node.address, port: node.port, user: node.user, hostKey: node.hostKey };
  const isManager = await withHost(itself, privateKey, ctx.signal, async (host) => {
    return (await membership(host)).isManager;
  });
  const manager = isManager ? itself : await findManager(node, ctx);
  if (!manager) throw new Error(`${node.address}: none of the managers is in the Swarm`);
  return withHost(manager, privateKey, ctx.signal, work);
}

async function inspect(
  manager: Host,
  id: string,
): Promise<{ role: Role; labels: Record<string, string>; availability: string }> {
  const spec = JSON.parse(await manager.run(`docker node inspect --format '{{json .Spec}}' ${id}`)) as {
    Role: Role;
    Labels?: Record<string, string>;
    Availability: string;
  };
  return { role: spec.Role, labels: spec.Labels ?? {}, availability: spec.Availability };
}

/** Role, labels and availability as declared. */
async function settle(id: string, node: Node, ctx: CallContext<Connection>): Promise<void> {
  await atManager(node, ctx, async (manager) => {
    const now = await inspect(manager, id);
    const labels = node.labels ?? {};
    const options = [
      ...Object.keys(now.labels)
        .filter((key) => !(key in labels))
        .map((key) => `--label-rm ${quote(key)}`),
      ...Object.entries(labels).map(([key, value]) => `--label-add ${quote(`${key}=${value}`)}`),
      `--availability ${node.availability}`,
      `--role ${node.role}`,
    ];
    await manager.run(`docker node update ${options.join(" ")} ${id} >/dev/null`, {
      doing: "labelling the node",
    });
  });
}

async function drain(manager: Host, id: string, signal: AbortSignal): Promise<void> {
  await manager.run(`docker node update --availability drain ${id} >/dev/null`);
  const deadline = performance.now() + DRAINED_WITHIN;
  while (performance.now() < deadline) {
    const running = await manager.run(
      `docker node ps --filter desired-state=shutdown --format '{{.CurrentState}}' ${id} | grep -c '^Running' || true`,
    );
    if (running.trim() === "0") return;
    await pause(LOOK_AGAIN, undefined, { signal });
  }
  throw manager.error(
    `its containers did not end within ${DRAINED_WITHIN / 1000} s. Look at: docker node ps ${id}; then run again`,
  );
}
