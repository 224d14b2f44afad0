import { expect, it } from "vitest";
import { cpu, gibibytes, mebibytes } from "./quantities.ts";

it.each([
  [cpu(250), "250m"],
  [cpu(1500), "1500m"],
  [cpu(2000), "2"],
  [mebibytes(192), "192Mi"],
  [mebibytes(1536), "1536Mi"],
  [mebibytes(2048), "2Gi"],
  [gibibytes(10), "10Gi"],
  [gibibytes(2048), "2Ti"],
])("%s is %s", (written, canonical) => {
  expect(written).toBe(canonical);
});
