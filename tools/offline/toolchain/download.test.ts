import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { download, reachable } from "./download.ts";

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => (server.closeAllConnections(), server.close()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/tool.tar.gz`;
}

const context = { log: { path: "", write: () => {} }, signal: new AbortController().signal };
const folder = () => mkdtemp(join(tmpdir(), "cloudpos-download-"));
const good = "the real thing";
const sha256 = createHash("sha256").update(good).digest("hex");

test("a download with the pinned checksum is put in place", async () => {
  const target = join(await folder(), "tool");
  await download(context, await serve((_, response) => response.end(good)), sha256, target);
  expect(await readFile(target, "utf8")).toBe(good);
});

test("a corrupted download is refused and nothing of it is left", async () => {
  const where = await folder();
  const url = await serve((_, response) => response.end("the rael thing"));
  await expect(download(context, url, sha256, join(where, "tool"))).rejects.toThrow(
    /wrong checksum.*expected/,
  );
  expect(await readdir(where)).toEqual([]);
});

test("a transfer that breaks off leaves nothing", async () => {
  const where = await folder();
  const url = await serve((_, response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("the real", () => response.destroy());
  });
  await expect(download(context, url, sha256, join(where, "tool"))).rejects.toThrow();
  expect(await readdir(where)).toEqual([]);
});

test("an error page is not a download", async () => {
  const url = await serve((_, response) => response.writeHead(403).end("blocked by policy"));
  await expect(download(context, url, sha256, join(await folder(), "tool"))).rejects.toThrow(
    "out of reach (HTTP 403)",
  );
  expect(await reachable(context, url)).toBe(false);
});

test("nobody there is an answer, not an exception", async () => {
  const url = await serve((_, response) => response.end());
  expect(await reachable(context, url)).toBe(true);
  closing.splice(0).forEach((close) => close());
  expect(await reachable(context, url)).toBe(false);
});
