/**
 * A whole stack, brought up by `./cloudpos up` on the platform that its configuration names: a day in a shop, then
 * everything that operators rely on, and taking it down. The cases build on each other and run in this order.
 *
 * CLOUDPOS_TEST_STACK names the stack (`test` by default), of which nothing should be left from earlier. With
 * CLOUDPOS_TEST_KEEP it stays, for drills.
 */
import { beforeAll, describe } from "vitest";
import { sqlBy } from "../load/sql.ts";
import { STACK, up } from "../stacks/commands.ts";
import { instancesOf, primaryOf, psql } from "../stacks/instances.ts";
import { originOf } from "../stacks/origin.ts";
import { dayInTheShop } from "./day-in-the-shop.ts";
import { platform } from "./platform.ts";
import type { Shop } from "./shop.ts";

let shop: Shop;

beforeAll(async () => {
  await up();
  const instances = await instancesOf(STACK);
  const { url, ca } = await originOf(STACK);
  shop = { origin: url, ca, sql: sqlBy(async (query) => psql(instances, await primaryOf(instances), query)) };
});

describe("a day in the shop", () => dayInTheShop(() => shop));
describe("the platform", () => platform({ keep: process.env["CLOUDPOS_TEST_KEEP"] !== undefined }));
