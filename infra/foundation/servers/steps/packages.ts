import { setTimeout as pause } from "node:timers/promises";
import { NOTES, quote, type Host } from "../host.ts";
import type { ApplyOptions, Step } from "./step.ts";

/** Packages that CloudPOS has brought, one a line: removal takes these away and leaves all others. */
const BROUGHT = `${NOTES}/packages`;
/** `docker` may be there by another name: Docker's own packages are as good as the distribution's. */
const DOCKER_NAMES = ["docker.io", "docker-ce"];

export const packages: Step<"packages"> = {
  name: "packages",
  title: "packages",

  async observe(host, desired) {
    const there = await installed(host);
    const found = Object.keys(desired).filter((name) => namesOf(name).some((each) => there.has(each)));
    return Object.fromEntries(found.map((name) => [name, "installed"]));
  },

  async apply(host, desired, options) {
    const there = await installed(host);
    const missing = Object.keys(desired).filter((name) => !namesOf(name).some((each) => there.has(each)));
    // What an interrupted run has left half done.
    await apt(host, options, "dpkg --configure -a", "finishing what dpkg has begun");
    await apt(host, options, "apt-get update -q", "fetching the lists of packages");
    // The client is a package of its own in newer distributions.
    const split = (await host.try("apt-cache show docker-cli")).code === 0;
    const wanted = missing.flatMap((name) =>
      name === "docker" ? ["docker.io", ...(split ? ["docker-cli"] : [])] : [name],
    );
    const list = wanted.map(quote).join(" ");
    // Noted before: an interrupted installation is ours as well.
    await host.run(`mkdir -p ${NOTES}; for p in ${list}; do echo "$p" >> ${BROUGHT}; done`);
    await apt(
      host,
      options,
      `apt-get install -q -y --no-install-recommends -o Dpkg::Options::=--force-confold ${list}`,
      `installing ${wanted.join(", ")}`,
    );
  },

  async remove(host) {
    await apt(
      host,
      { aptLockSeconds: 300 },
      `[ -e ${BROUGHT} ] || exit 0
      apt-get remove -q -y --autoremove $(sort -u ${BROUGHT})
      rm ${BROUGHT}`,
      "removing the packages that CloudPOS has brought",
    );
  },
};

function namesOf(name: string): string[] {
  return name === "docker" ? DOCKER_NAMES : [name];
}

async function installed(host: Host): Promise<Set<string>> {
  const list = await host.run(`dpkg-query -W -f '\${Package} \${db:Status-Status}\\n'`);
  const lines = list.split("\n").map((line) => line.split(" "));
  return new Set(lines.filter(([, status]) => status === "installed").map(([name]) => name!));
}

/** Between two looks at the lock of apt, ms. */
const LOOK_AGAIN = 2_000;

/** Runs what needs the lock of apt, and waits for whoever holds it: a server that just started updates itself. */
async function apt(
  host: Host,
  { aptLockSeconds }: ApplyOptions,
  script: string,
  doing: string,
): Promise<void> {
  const deadline = performance.now() + aptLockSeconds * 1000;
  for (;;) {
    const { code, stdout, stderr } = await host.try(
      `export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l\n${script}`,
      { doing },
    );
    if (code === 0) return;
    const holder = lockHolder(stderr);
    if (holder && performance.now() < deadline) {
      await pause(LOOK_AGAIN);
      continue;
    }
    if (holder) {
      throw host.error(
        `${doing} was not possible: ${holder.program} (process ${holder.pid}) has held the lock of ` +
          `apt for ${aptLockSeconds} s. Let it finish (\`ps -fp ${holder.pid}\` shows what it is; unattended upgrades ` +
          "take some minutes), then run again",
      );
    }
    const words = (stderr.trim() || stdout.trim()).split("\n").slice(-6).join("\n  ");
    throw host.error(
      `${doing} failed:\n  ${words}\n  Does the server reach its package mirror? On it: apt-get update`,
    );
  }
}

/** Who has the lock, as apt and the versions of dpkg say it. */
export function lockHolder(stderr: string): { program: string; pid: string } | undefined {
  const apt = /held by process (\d+)(?: \(([^)]*)\))?/.exec(stderr);
  if (apt) return { program: apt[2] ?? "another program", pid: apt[1]! };
  const dpkg = /locked by (?:another process|(\S+) process) with pid (\d+)/.exec(stderr);
  return dpkg ? { program: dpkg[1] ?? "another program", pid: dpkg[2]! } : undefined;
}
