/** What every kind of Docker object needs: not-found answers, names already taken, removal of what is in use. */
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { UNKNOWN } from "../server/resource.ts";
import type { CallContext, PropertyMap, ResourceType } from "../server/resource.ts";
import type { DockerClient } from "./client.ts";
import { unreachable } from "./client.ts";
import type { StringMap } from "./values.ts";

export type Context = CallContext<DockerClient>;
export type DockerResource = ResourceType<DockerClient>;

/** How long a removal waits for the last user of an object to go (milliseconds). */
const IN_USE_PATIENCE = 60_000;

export function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number } | undefined)?.statusCode;
}

/** The daemon's own words, without the client's wrapping around them. */
export function daemonMessage(error: unknown): string {
  const { json, message } = error as { json?: { message?: string }; message?: string };
  return json?.message ?? message ?? String(error);
}

/** What the lookup gives, or `undefined` when the daemon knows no such object. */
export async function orUndefined<Value>(lookup: Promise<Value>): Promise<Value | undefined> {
  try {
    return await lookup;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/**
 * Whether an object that is in the way is the one this resource is meant to be: an earlier run made it and was
 * interrupted before it could say so. Only labels can tell, so there has to be one.
 */
export function isOurs(existing: StringMap | undefined | null, asked: StringMap): boolean {
  return Object.keys(asked).length > 0 && isDeepStrictEqual({ ...existing }, asked);
}

export function nameTaken(type: DockerResource, kind: string, name: string, id: string, why: string): Error {
  return new Error(
    `there is already a ${kind} named "${name}" (${id}), and ${why}. ` +
      `Remove it (docker ${kind} rm ${name}), choose another name, or take it over: ` +
      `pulumi import ${type.token} <logical name> ${id}`,
  );
}

export const NOT_OURS = "its labels are not those of this resource, so it belongs to someone else";

/** The given name, else the one the resource already has, else the logical name with seven random digits. */
export function named(
  news: PropertyMap,
  olds: PropertyMap | undefined,
  random: Uint8Array,
  logicalName = "",
): PropertyMap {
  if (news["name"] !== undefined && news["name"] !== "") return news;
  const suffix = Buffer.from(random).toString("hex").slice(0, 7).padEnd(7, "0");
  return { ...news, name: olds?.["name"] ?? `${logicalName}-${suffix}` };
}

/** Two objects of one kind cannot carry one name, so the old one goes first when the name stays. */
export function keepsName(news: PropertyMap, olds: PropertyMap): boolean {
  return news["name"] !== UNKNOWN && news["name"] === olds["name"];
}

/** Removes an object; when it is still used, waits a while for its users to go, then says who they are. */
export async function removeUnused(
  what: string,
  remove: () => Promise<unknown>,
  holders: () => Promise<string[]>,
  ctx: Context,
): Promise<void> {
  const deadline = Date.now() + IN_USE_PATIENCE;
  for (let wait = 100; ; wait = Math.min(wait * 2, 2000)) {
    try {
      await remove();
      return;
    } catch (error) {
      if (statusOf(error) === 404) return;
      if (!isInUse(error)) throw error;
      const names = await holders();
      const who = names.length > 0 ? names.join(", ") : daemonMessage(error);
      if (Date.now() > deadline) {
        throw new Error(
          `${what} cannot be removed, it is still used by: ${who}. Remove or detach these, then run again.`,
          { cause: error },
        );
      }
      ctx.status(`${what} is still used by: ${who}; waiting`);
      await sleep(wait, undefined, { signal: ctx.signal });
    }
  }
}

function isInUse(error: unknown): boolean {
  return /in use|has active endpoints|being used/i.test(daemonMessage(error));
}

/** Daemon errors of a resource in the operator's words: the address when it is gone, its message otherwise. */
export function withDaemonErrors(type: DockerResource): DockerResource {
  const guard =
    <Arguments extends unknown[], Result>(call: (...args: Arguments) => Promise<Result>) =>
    async (...args: Arguments): Promise<Result> => {
      try {
        return await call(...args);
      } catch (error) {
        if (statusOf(error) !== undefined) throw new Error(daemonMessage(error), { cause: error });
        const ctx = args.at(-1) as Context;
        throw unreachable(ctx.client.host, error);
      }
    };
  const { update } = type;
  return {
    ...type,
    create: guard(type.create.bind(type)),
    read: guard(type.read.bind(type)),
    delete: guard(type.delete.bind(type)),
    ...(update && { update: guard(update.bind(type)) }),
  };
}
