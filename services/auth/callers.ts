import { identityOf, Problem, type Identity } from "@cloudpos/kit";
import type { FastifyRequest } from "fastify";
import type { Domain, Origin } from "./domain.ts";

/** Who calls, with the stores that they may manage or look into. */
export interface Caller extends Identity {
  /** Null: every store of the business (an owner's). */
  stores: readonly string[] | null;
}

/**
 * The caller as the database knows them now. An access token outlives a dismissal by up to 15 minutes; here, where
 * rights are given and taken, it does not.
 * @throws Problem `session-ended` when the person is no longer active or has another role.
 */
export async function callerOf(domain: Domain, request: FastifyRequest): Promise<Caller> {
  const identity = identityOf(request);
  const { rows } = await domain.pool.query<{ stores: string[] }>(
    `SELECT array(SELECT store_id FROM user_stores WHERE user_id = users.id) AS stores
     FROM users WHERE id = $1 AND active AND role = $2`,
    [identity.userId, identity.role],
  );
  const person = rows[0];
  if (person === undefined) throw new Problem("session-ended");
  return { ...identity, stores: identity.role === "owner" ? null : person.stores };
}

/** Whether the caller has to do with a store. */
export function mayEnter(caller: Caller, storeId: string): boolean {
  return caller.stores === null || caller.stores.includes(storeId);
}

/**
 * The stores that a list is about: one that was asked for, or all that the caller may enter (null: every one).
 * @throws Problem `wrong-store`.
 */
export function storesAsked(caller: Caller, asked: string | undefined): readonly string[] | null {
  if (asked === undefined) return caller.stores;
  if (!mayEnter(caller, asked)) throw new Problem("wrong-store");
  return [asked];
}

/** Where a request came from. */
export function originOf(request: FastifyRequest): Origin {
  return { address: request.ip, requestId: request.id };
}
