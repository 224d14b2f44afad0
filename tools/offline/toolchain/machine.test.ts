import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { removeStalePidFile, swarmProblem } from "./docker.ts";
import { isAtLeast } from "./go.ts";
import { locateHome } from "./home.ts";
import { toolchainSteps } from "./index.ts";
import { treeMatches } from "./installed-tree.ts";
import { chooseAddressPool, hexRoutes, overlaps } from "./subnets.ts";
import { providers } from "./versions.ts";

describe("address pool", () => {
  test("takes the first that nothing on the machine overlaps", () => {
    expect(chooseAddressPool(["172.17.0.0/16", "192.168.1.5/24"])).toBe("10.201.0.0/16");
    expect(chooseAddressPool(["10.201.3.0/24", "10.202.0.0/15"])).toBe("10.204.0.0/16");
  });
  test("says what to do when all are taken", () => {
    expect(() => chooseAddressPool(["10.0.0.0/8"])).toThrow("--default-addr-pool");
  });
  test("networks overlap when one holds the other", () => {
    expect(overlaps("10.0.0.0/8", "10.1.2.3/32")).toBe(true);
    expect(overlaps("10.1.0.0/16", "10.2.0.0/16")).toBe(false);
    expect(overlaps("255.255.255.255/32", "0.0.0.0/0")).toBe(true);
  });
  test("reads the kernel's routing table, without the default route", () => {
    const table = [
      "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
      "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
      "eth0\t0000C90A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0",
      "",
    ].join("\n");
    expect(hexRoutes(table)).toEqual(["10.201.0.0/16"]);
  });
});

describe("Swarm states", () => {
  test("a manager, or no Swarm yet, is fine", () => {
    expect(swarmProblem({ LocalNodeState: "active", ControlAvailable: true })).toBeUndefined();
    expect(swarmProblem({ LocalNodeState: "inactive", ControlAvailable: false })).toBeUndefined();
  });
  test.each([
    ["active", "worker"],
    ["locked", "docker swarm unlock"],
    ["pending", "still joining"],
    ["error", "broken"],
  ])("%s without control is refused with what to do", (LocalNodeState, message) => {
    expect(swarmProblem({ LocalNodeState, ControlAvailable: false })).toContain(message);
  });
});

describe("stale pid file of the engine", () => {
  test("goes when its number belongs to another program or to none", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "cloudpos-pid-")), "docker.pid");
    for (const pid of [String(process.pid), "4194304"]) {
      await writeFile(path, pid);
      await removeStalePidFile(path);
      await expect(readFile(path)).rejects.toThrow("ENOENT");
    }
  });
});

test("Go's versions are compared by number", () => {
  expect(isAtLeast("go1.26.8", "1.24.7")).toBe(true);
  expect(isAtLeast("go1.24.7", "1.24.7")).toBe(true);
  expect(isAtLeast("go1.24.10", "1.24.7")).toBe(true);
  expect(isAtLeast("go1.24.6", "1.24.7")).toBe(false);
  expect(isAtLeast("go1.19.8", "1.24.7")).toBe(false);
  expect(isAtLeast("go1.25rc1", "1.24.7")).toBe(true);
});

test("each provider has the version of the npm package that the program imports", async () => {
  const program = JSON.parse(
    await readFile(join(import.meta.dirname, "../../../infra/package.json"), "utf8"),
  ) as {
    dependencies: Record<string, string>;
  };
  for (const { name, version } of providers) expect(program.dependencies[`@pulumi/${name}`]).toBe(version);
});

test("./cloudpos and the toolchain bring the same Node", async () => {
  const frontDoor = await readFile(join(import.meta.dirname, "../../../cloudpos"), "utf8");
  const { versions } = await import("./versions.ts");
  expect(frontDoor).toContain(`node_version=${versions.node}\n`);
});

test("the steps have distinct ids and only need one another", () => {
  const steps = toolchainSteps(locateHome());
  const ids = steps.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { needs } of steps) expect(ids).toEqual(expect.arrayContaining([...needs]));
});

describe("installed tree", () => {
  const wanted = {
    "": { version: "1" },
    "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
    "node_modules/mac-only": { version: "1.0.0", integrity: "sha512-m", optional: true },
  };
  const installed = { "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } };
  test("matches without the optional packages of other platforms", () => {
    expect(treeMatches(wanted, installed)).toBe(true);
  });
  test("does not match with another content, something missing or something more", () => {
    expect(treeMatches(wanted, { "node_modules/a": { version: "1.0.0", integrity: "sha512-b" } })).toBe(
      false,
    );
    expect(treeMatches(wanted, {})).toBe(false);
    expect(treeMatches(wanted, { ...installed, "node_modules/b": { version: "1.0.0" } })).toBe(false);
  });
});
