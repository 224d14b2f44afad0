import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testImage } from "../../testing.ts";
import { parseSettings } from "../../settings.ts";
import { declareSystem } from "../index.ts";

const run = promisify(execFile);
let folder: string;
let image: string;

/** A file of Prometheus in a stack with so many members of PostgreSQL. */
function textOf(members: number, name: string): string {
  const settings = parseSettings("dev", {
    "cloudpos:environment": "dev",
    "cloudpos:platform": "swarm",
    "cloudpos:domain": "localhost",
    "cloudpos:logLevel": "debug",
    // For the rules about clusters.
    "cloudpos:redis": JSON.stringify({ members: members === 1 ? 1 : 6 }),
    "cloudpos:postgres": JSON.stringify({ members }),
  });
  const prometheus = declareSystem(settings).workloads.find((w) => w.name === "prometheus")!;
  const { content } = prometheus.files.find((file) => file.path.endsWith(name))!;
  return content.kind === "text" ? content.text : "";
}

/** All text files of the monitoring, as they are mounted, and the cases for promtool. */
beforeAll(async () => {
  image = await testImage("prometheus");
  folder = await mkdtemp(path.join(tmpdir(), "cloudpos-rules-"));
  await writeFile(path.join(folder, "prometheus.yml"), textOf(1, "prometheus.yml"));
  // With every rule there is.
  await writeFile(path.join(folder, "rules.yml"), textOf(3, "cloudpos.yml"));
  await cp(path.join(import.meta.dirname, "alerts.cases.yaml"), path.join(folder, "cases.yaml"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const promtool = (...args: string[]) =>
  run("docker", [
    "run",
    "--rm",
    "--user",
    String(process.getuid!()),
    "--entrypoint",
    "promtool",
    "-v",
    `${folder}:/rules:ro`,
    "-w",
    "/rules",
    image,
    ...args,
  ]);

it("the configuration and the rules are valid", async () => {
  await promtool("check", "config", "--lint=none", "prometheus.yml");
  const { stdout } = await promtool("check", "rules", "--lint-fatal", "rules.yml");
  expect(stdout).toContain("SUCCESS");
});

it("every alert with a case fires when it has to and is silent when it has not", async () => {
  await promtool("test", "rules", "cases.yaml");
});
