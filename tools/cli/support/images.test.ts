import { expect, test } from "vitest";
import { imagesToRemove } from "./images.ts";

const image = (id: string, name: string, created: number) => ({ id, name, created });
const images = [
  image("a3", "auth", 3),
  image("a2", "auth", 2),
  image("a1", "auth", 1),
  image("g2", "gateway", 2),
  image("g1", "gateway", 1),
];
const ids = (list: { id: string }[]) => list.map(({ id }) => id).sort();

test("what is used stays, and the generation before it", () => {
  expect(ids(imagesToRemove(images, new Set(["a3", "g2"])))).toEqual(["a1"]);
});

test("after a purge all that is unused goes", () => {
  expect(ids(imagesToRemove(images, new Set(["a3"]), false))).toEqual(["a1", "a2", "g1", "g2"]);
});
