/** A server as a resource: inputs are how it is reached and what it has to be; reading it tells what it is. */
import type {
  CallContext,
  PropertyMap,
  ResourceType,
} from "../../../../tools/offline/providers/server/resource.ts";
import { PartialFailure } from "../../../../tools/offline/providers/server/resource.ts";
import type { Access, Preparation } from "../declaration.ts";
import { withHost, type Host } from "../host.ts";
import { observe, prepare, undo } from "../steps/index.ts";
import { vpnPublicKey } from "../steps/vpn.ts";
import type { Connection } from "./provider.ts";

export const server: ResourceType<Connection> = {
  token: "servers:index:Server",
  inputs: {
    address: { required: true },
    port: { required: true },
    user: { required: true },
    hostKey: { required: true },
    preparation: { required: true },
  },
  // Another address is another server: the former one is left in order.
  replaceOnChanges: ["address"],

  async create(inputs, ctx) {
    const id = accessOf(inputs).address;
    try {
      return { id, state: await bring(inputs, {}, ctx) };
    } catch (error) {
      // Part of it may have been done; the next run looks and goes on.
      throw new PartialFailure(messageOf(error), id, inputs);
    }
  },

  async read(id, inputs, state, ctx) {
    if (!inputs["address"]) {
      throw new Error(
        "servers cannot be imported; declare the server and run up: what is right already stays",
      );
    }
    return withHost(accessOf(inputs), ctx.client.privateKey, ctx.signal, async (host) => {
      ctx.status("looking at what is there");
      const preparation = await observe(host, preparationOf(inputs));
      return {
        id,
        inputs: { ...inputs, preparation },
        state: { ...state, ...inputs, preparation, ...(await facts(host)) },
      };
    });
  },

  async update(id, news, olds, _state, ctx) {
    try {
      return await bring(news, preparationOf(olds), ctx);
    } catch (error) {
      throw new PartialFailure(messageOf(error), id, news);
    }
  },

  async delete(_id, state, ctx) {
    await withHost(accessOf(state), ctx.client.privateKey, ctx.signal, (host) =>
      undo(host, preparationOf(state), ctx.status),
    ).catch((error: unknown) => {
      throw new Error(
        `${messageOf(error)}\nIf the server is gone for good, forget it: pulumi state delete '${ctx.urn}'`,
      );
    });
  },
};

async function bring(
  inputs: PropertyMap,
  former: Partial<Preparation>,
  ctx: CallContext<Connection>,
): Promise<PropertyMap> {
  const { privateKey, aptLockSeconds } = ctx.client;
  return withHost(accessOf(inputs), privateKey, ctx.signal, async (host) => {
    await prepare(host, preparationOf(inputs), former, { aptLockSeconds }, ctx.status);
    return { ...inputs, ...(await facts(host)) };
  });
}

async function facts(host: Host): Promise<PropertyMap> {
  return { distribution: host.facts.distribution, vpnPublicKey: await vpnPublicKey(host) };
}

export function accessOf(inputs: PropertyMap): Access {
  const { address, port, user, hostKey } = inputs as unknown as Access;
  return { address, port, user, hostKey };
}

function preparationOf(inputs: PropertyMap): Preparation {
  return inputs["preparation"] as Preparation;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
