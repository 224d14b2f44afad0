import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findContext, packContext } from "./context.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cloudpos-context-"));
  writeFileSync(join(folder, "Dockerfile"), "FROM scratch\n");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a folder is packed to its end", async () => {
  writeFileSync(join(folder, "data"), randomBytes(100_000));
  expect((await buffer(packContext(findContext(folder)))).length).toBeGreaterThan(100_000);
});

test("a file that is cut short while it is packed fails the packing, instead of leaving it unfinished", async () => {
  const file = join(folder, "data");
  writeFileSync(file, randomBytes(16 * 1024 * 1024));
  const packing = async () => {
    let packed = 0;
    for await (const chunk of packContext(findContext(folder)) as AsyncIterable<Buffer>) {
      packed += chunk.length;
      if (packed > 1024 * 1024) truncateSync(file, 0);
    }
  };
  await expect(packing()).rejects.toThrow();
});
