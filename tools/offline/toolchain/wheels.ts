import { copyFile, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./command.ts";
import type { Home } from "./home.ts";
import { installFolder } from "./install.ts";
import type { Step } from "./step.ts";
import { ensureProgram } from "./system-packages.ts";

const requirements = join(import.meta.dirname, "mongodb", "requirements.txt");

/** Wheels of the embedded MongoDB-compatible server with their `requirements.txt`; the image's build copies this folder. */
export function wheelsFolder(home: Home): string {
  return join(home.cache, "wheels");
}

/**
 * Fetches the wheels outside of the image's build: a fresh container does not trust what the machine trusts, and may
 * not reach the package index at all. Their checksums are pinned.
 */
export function wheelsStep(): Step {
  return {
    id: "mongodb",
    title: "MongoDB-compatible server (Python wheels)",
    needs: [],
    async run(context) {
      const target = wheelsFolder(context.home);
      const wanted = await readFile(requirements, "utf8");
      const have = await readFile(join(target, "requirements.txt"), "utf8").catch(() => "");
      if (have === wanted) return "already there";
      const pip = await ensureProgram(context, "pip3", ["python3-pip"]);
      // The pinned versions have changed.
      await rm(target, { recursive: true, force: true });
      context.progress("fetching from the Python package index");
      await installFolder(target, async (folder) => {
        const platform = ["--python-version", "3.13", "--implementation", "cp"];
        for (const name of ["manylinux_2_28", "manylinux_2_17", "manylinux2014"])
          platform.push("--platform", `${name}_x86_64`);
        const exact = [
          "--require-hashes",
          "--only-binary",
          ":all:",
          "--no-deps",
          "--requirement",
          requirements,
        ];
        const quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"];
        const cache = ["--cache-dir", join(context.home.cache, "pip")];
        await run(context, pip, ["download", ...quiet, ...cache, ...platform, ...exact, "--dest", folder], {
          env: { PIP_REQUIRE_VIRTUALENV: "false" },
        });
        await copyFile(requirements, join(folder, "requirements.txt"));
      });
      return "fetched from the Python package index, checked";
    },
  };
}
