import type { Host } from "../host.ts";
import type { Declared, Step } from "./step.ts";

const AFTER_RULES = "/etc/ufw/after.rules";
const BEGIN = "# BEGIN CLOUDPOS: ports that containers publish";
const END = "# END CLOUDPOS";
const BLOCK = new RegExp(`${BEGIN}[\\s\\S]*?${END}\\n`);
/** Docker asks this chain before its own rules, and leaves it alone. */
const CHAIN = "DOCKER-USER";

export const firewall: Step<"firewall"> = {
  name: "firewall",
  title: "firewall",
  async observe(host, desired) {
    const { code, stdout } = await host.try("command -v ufw >/dev/null || exit 9; ufw status verbose");
    if (code === 9) return { state: "not installed", rules: {}, published: {} };
    const active = /^Status: active$/m.test(stdout);
    const closed = /^Default: deny \(incoming\)/m.test(stdout);
    return {
      state: active ? (closed ? "active" : "active, but open by default") : "inactive",
      rules: Object.fromEntries(
        (await addedRules(host)).map((rule) => [rule, desired.rules[rule] ?? "not declared"]),
      ),
      published: publishedNow((await host.try(`iptables -S ${CHAIN}`)).stdout),
    };
  },

  async apply(host, desired) {
    const now = await addedRules(host);
    // First what lets us in, then what keeps others out.
    for (const rule of Object.keys(desired.rules).filter((each) => !now.includes(each)))
      await host.run(`ufw ${rule}`, { doing: `adding the rule "${rule}"` });
    for (const rule of now.filter((each) => !(each in desired.rules)))
      await host.run(`ufw --force delete ${rule}`, { doing: `removing the rule "${rule}"` });
    await host.run("ufw default deny incoming; ufw default allow outgoing");
    const others = ((await host.readFile(AFTER_RULES)) ?? "").replace(BLOCK, "").trimEnd();
    await host.writeFile(AFTER_RULES, `${others}\n${publishedBlock(desired)}`, "0640");
    const { code, stdout, stderr } = await host.try(
      "if ufw status | grep -q 'Status: active'; then ufw reload; else ufw --force enable; fi",
      { doing: "switching the firewall on" },
    );
    if (code !== 0 || /problem|error/i.test(stderr)) {
      throw host.error(
        `the firewall does not start: ${`${stdout}${stderr}`.trim()}\n  Its kernel may lack netfilter modules (as in ` +
          'some containers). To rely on another firewall, add "firewall" to `without` of this server',
      );
    }
  },

  async remove(host, declared) {
    await host.run("ufw --force disable", { doing: "switching the firewall off" });
    for (const rule of Object.keys(declared.rules)) await host.try(`ufw --force delete ${rule}`);
    await host.restoreFile(AFTER_RULES);
    await host.try(`iptables -F ${CHAIN} && iptables -A ${CHAIN} -j RETURN`);
  },
};

/** The rules, as they were given: `allow 22/tcp`. */
async function addedRules(host: Host): Promise<string[]> {
  const { stdout } = await host.try("ufw show added");
  return stdout
    .split("\n")
    .flatMap((line) => (line.startsWith("ufw ") ? [line.slice("ufw ".length).trim()] : []));
}

/** Ports are those of the server, before Docker sends a packet to its container. */
export function publishedBlock({ published }: Declared<"firewall">): string {
  const lets = Object.entries(published).flatMap(([port, networks]) =>
    networks.map((network) => {
      const from = network === "anywhere" ? "" : `-s ${network} `;
      return `-A ${CHAIN} ${from}-p tcp -m conntrack --ctstate DNAT --ctorigdstport ${port} -j RETURN`;
    }),
  );
  return [
    BEGIN,
    "*filter",
    `:${CHAIN} - [0:0]`,
    `-A ${CHAIN} -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN`,
    ...lets,
    `-A ${CHAIN} -m conntrack --ctstate DNAT -j DROP`,
    `-A ${CHAIN} -j RETURN`,
    "COMMIT",
    END,
    "",
  ].join("\n");
}

/** What the kernel does right now. */
export function publishedNow(rules: string): Record<string, string[]> {
  const now: Record<string, string[]> = {};
  const lines = rules.split("\n");
  for (const line of lines) {
    const port = /--ctorigdstport (\d+) -j RETURN/.exec(line)?.[1];
    if (!port) continue;
    (now[port] ??= []).push(/-s (\S+)/.exec(line)?.[1] ?? "anywhere");
  }
  for (const networks of Object.values(now)) networks.sort();
  if (!lines.some((line) => /--ctstate DNAT -j DROP/.test(line))) now["all others"] = ["anywhere"];
  return now;
}
