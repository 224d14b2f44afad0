import { expect, it } from "vitest";
import { Lane } from "./lane.ts";

it("lets one after the other through, in the order they came", async () => {
  const lane = new Lane();
  const seen: string[] = [];
  const pass = async (name: string) => {
    const leave = await lane.enter();
    seen.push(`${name} in`);
    await Promise.resolve();
    seen.push(`${name} out`);
    leave();
    leave();
  };
  await Promise.all(["a", "b", "c"].map(pass));
  expect(seen).toEqual(["a in", "a out", "b in", "b out", "c in", "c out"]);
});
