/** Settings of the operating system itself: swap, kernel, clock, logs, updates. */
import { quote, type Host } from "../host.ts";
import type { Step } from "./step.ts";

const FSTAB = "/etc/fstab";
/** A line of fstab that mounts swap and is in force. */
const SWAP_LINE = /^(?!\s*#)(\s*\S+\s+\S+\s+swap\s.*)$/gm;

export const swap: Step<"swap"> = {
  name: "swap",
  title: "no swap",
  async observe(host) {
    const inUse = (await host.run("tail -n +2 /proc/swaps")).trim() !== "";
    const mounted = ((await host.readFile(FSTAB)) ?? "").match(SWAP_LINE) !== null;
    if (inUse) return "on";
    return mounted ? "off until the next start" : "off";
  },
  async apply(host) {
    const fstab = await host.readFile(FSTAB);
    if (fstab?.match(SWAP_LINE)) await host.writeFile(FSTAB, fstab.replace(SWAP_LINE, "# cloudpos: $1"));
    await host.run("swapoff -a", { doing: "switching swap off" });
  },
  async remove(host) {
    await host.restoreFile(FSTAB);
    await host.run("swapon -a || true");
  },
};

const SYSCTL = "/etc/sysctl.d/60-cloudpos.conf";
const NEXT_START = " (until the next start)";

export const kernel: Step<"kernel"> = {
  name: "kernel",
  title: "kernel settings",
  async observe(host, desired) {
    const file = new Map(
      ((await host.readFile(SYSCTL)) ?? "")
        .split("\n")
        .map((line) => line.split("=", 2).map((part) => part.trim()) as [string, string]),
    );
    const values = await host.run(
      Object.keys(desired)
        .map((key) => `sysctl -n ${quote(key)} 2>/dev/null || echo 'not there'`)
        .join("\n"),
    );
    const lines = values.trimEnd().split("\n");
    return Object.fromEntries(
      Object.entries(desired).map(([key, value], index) => {
        const live = (lines[index] ?? "").trim().replaceAll(/\s+/g, " ");
        return [key, live === value && file.get(key) !== value ? `${live}${NEXT_START}` : live];
      }),
    );
  },
  async apply(host, desired) {
    const text = Object.entries(desired).map(([key, value]) => `${key} = ${value}\n`);
    await host.writeFile(SYSCTL, `# Written by CloudPOS.\n${text.join("")}`);
    const refused: string[] = [];
    for (const [key, value] of Object.entries(desired)) {
      const live = await host.try(
        `[ "$(sysctl -n ${key} | tr '\\t' ' ')" = ${quote(value)} ] || sysctl -qw ${quote(`${key}=${value}`)}`,
      );
      if (live.code !== 0)
        refused.push(
          `${key} = ${value}: ${live.stderr
            .trim()
            .split("\n")[0]!
            .replace(/^sysctl: /, "")}`,
        );
    }
    if (refused.length > 0) {
      throw host.error(
        `the kernel does not take these settings:\n  ${refused.join("\n  ")}\n  A container shares its host's kernel: ` +
          'set them there. To do without them on this server, add "kernel" to its `without`',
      );
    }
  },
  async remove(host) {
    // The running kernel keeps its values until the next start: nobody knows whether something relies on them.
    await host.restoreFile(SYSCTL);
  },
};

export const timeSync: Step<"timeSync"> = {
  name: "timeSync",
  title: "time synchronisation",
  observe: (host) => unitState(host, "chrony"),
  async apply(host) {
    await startUnit(host, "chrony", "timeSync", "the clock");
  },
  async remove() {
    // The service goes with its package, if CloudPOS has brought it.
  },
};

const LOGROTATE = "/etc/logrotate.conf";
const JOURNAL = "/etc/systemd/journald.conf.d/60-cloudpos.conf";
const OF_ROTATION = /^#?(hourly|daily|weekly|monthly|yearly|rotate\s+\d+|compress|nocompress)\s*$/;

export const logRotation: Step<"logRotation"> = {
  name: "logRotation",
  title: "log rotation",
  async observe(host) {
    const lines = ((await host.readFile(LOGROTATE)) ?? "").split("\n").map((line) => line.trim());
    const journal = (await host.readFile(JOURNAL)) ?? "";
    return {
      frequency: lines.find((line) => /^(hourly|daily|weekly|monthly|yearly)$/.test(line)) ?? "not said",
      keep: Number(lines.map((line) => /^rotate\s+(\d+)$/.exec(line)?.[1]).find(Boolean) ?? 0),
      compress: lines.includes("compress"),
      journalDays: Number(/^MaxRetentionSec=(\d+)day$/m.exec(journal)?.[1] ?? 0),
    };
  },
  async apply(host, { frequency, keep, compress, journalDays }) {
    const others = ((await host.readFile(LOGROTATE)) ?? "include /etc/logrotate.d\n")
      .split("\n")
      .filter((line) => !OF_ROTATION.test(line));
    const ours = [frequency, `rotate ${keep}`, compress ? "compress" : "nocompress"];
    await host.writeFile(LOGROTATE, [...ours, ...others].join("\n"));
    await host.run(`logrotate --debug ${LOGROTATE}`, { doing: "checking the rotation of logs" });
    await host.writeFile(
      JOURNAL,
      `# Written by CloudPOS.\n[Journal]\nMaxRetentionSec=${journalDays}day\nCompress=${compress ? "yes" : "no"}\n`,
    );
    await host.run("systemctl try-restart systemd-journald", { doing: "restarting the journal" });
  },
  async remove(host) {
    await host.restoreFile(LOGROTATE);
    await host.restoreFile(JOURNAL);
    await host.run("systemctl try-restart systemd-journald");
  },
};

/** After the distribution's own 20auto-upgrades and 50unattended-upgrades. */
const APT = "/etc/apt/apt.conf.d/60cloudpos";

export const securityUpdates: Step<"securityUpdates"> = {
  name: "securityUpdates",
  title: "security updates",
  async observe(host) {
    const dump = await host.run("apt-config dump --no-empty");
    const values = (key: string) =>
      [...dump.matchAll(new RegExp(`^${key} "(.*)";$`, "gm"))].map((match) => match[1]!);
    const on = ["Update-Package-Lists", "Unattended-Upgrade"].every(
      (key) => values(`APT::Periodic::${key}`).at(-1) === "1",
    );
    return {
      automatic: on && (await unitState(host, "apt-daily-upgrade.timer")) === "running",
      held: values("Unattended-Upgrade::Package-Blacklist::").toSorted(),
      reboot: values("Unattended-Upgrade::Automatic-Reboot").at(-1) === "true",
    };
  },
  async apply(host, { automatic, held, reboot }) {
    const on = automatic ? "1" : "0";
    await host.writeFile(
      APT,
      [
        "// Written by CloudPOS.",
        `APT::Periodic::Update-Package-Lists "${on}";`,
        `APT::Periodic::Unattended-Upgrade "${on}";`,
        `Unattended-Upgrade::Automatic-Reboot "${reboot}";`,
        "#clear Unattended-Upgrade::Package-Blacklist;",
        `Unattended-Upgrade::Package-Blacklist { ${held.map((name) => `"${name}";`).join(" ")} };`,
        "",
      ].join("\n"),
    );
    await host.run("systemctl enable --now apt-daily.timer apt-daily-upgrade.timer", {
      doing: "switching automatic security updates on",
    });
  },
  async remove(host) {
    await host.restoreFile(APT);
  },
};

/** `running`: now, and after the next start. */
export async function unitState(host: Host, unit: string): Promise<string> {
  const { stdout } = await host.try(
    `systemctl is-active ${unit} || true; systemctl is-enabled ${unit} 2>&1 || true`,
  );
  const [active = "", enabled = ""] = stdout.trim().split("\n");
  if (active !== "active") return /not-found|No such file/.test(enabled) ? "not installed" : "stopped";
  return /^(enabled|static|alias)/.test(enabled) ? "running" : "running (until the next start)";
}

/** Starts a service and sees that it stays. @throws ServerError with its own last words */
export async function startUnit(
  host: Host,
  unit: string,
  step: string,
  what: string,
  verb: "start" | "restart" = "start",
): Promise<void> {
  await host.try(`systemctl reset-failed ${unit}`);
  const { code, stderr } = await host.try(`systemctl enable -q ${unit}; systemctl ${verb} ${unit}`);
  if (code === 0 && (await unitState(host, unit)) === "running") return;
  const { stdout } = await host.try(
    `systemctl show -p ConditionResult -p Result ${unit}; journalctl -q -n 8 --no-pager -o cat -u ${unit} || true`,
  );
  const unmet = /ConditionResult=no/.test(stdout)
    ? "a condition of the unit is not met (a container lacks capabilities that it needs)"
    : `${stderr.trim()}\n${stdout.trim()}`.trim().replaceAll("\n", "\n  ");
  throw host.error(
    `${unit} (${what}) does not run: ${unmet}\n  On the server: systemctl status ${unit}. To do without it, add ` +
      `"${step}" to \`without\` of this server`,
  );
}
