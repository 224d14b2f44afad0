import type { Host } from "../host.ts";
import type { Declared, Step } from "./step.ts";
import { unitState } from "./system.ts";

/** Name of the interface, of its configuration and of its unit. */
const INTERFACE = "cloudpos";
const CONFIGURATION = `/etc/wireguard/${INTERFACE}.conf`;
const KEY = `/etc/wireguard/${INTERFACE}.key`;
const UNIT = `wg-quick@${INTERFACE}`;

export const vpn: Step<"vpn"> = {
  name: "vpn",
  title: "admin VPN (WireGuard)",
  async observe(host) {
    const state = await unitState(host, UNIT);
    const text = (await host.readFile(CONFIGURATION)) ?? "";
    const value = (key: string) => new RegExp(`^${key} = (.*)$`, "m").exec(text)?.[1] ?? "";
    const peers = [...text.matchAll(/^# (.*)\n\[Peer\]\nPublicKey = (.*)\nAllowedIPs = (.*)\/32$/gm)].map(
      ([, name, publicKey, address]) => [name!, { publicKey: publicKey!, address: address! }] as const,
    );
    return {
      address: state === "running" ? value("Address") : state,
      port: Number(value("ListenPort")),
      peers: Object.fromEntries(peers),
    };
  },
  async apply(host, desired) {
    const kernel = await host.try(
      `ip link show ${INTERFACE} >/dev/null 2>&1 && exit 0
      modprobe -q wireguard || true
      ip link add ${INTERFACE} type wireguard && ip link delete ${INTERFACE}`,
      { doing: "looking for WireGuard in the kernel" },
    );
    if (kernel.code !== 0) {
      throw host.error(
        `its kernel has no WireGuard (${kernel.stderr.trim().split("\n").at(-1)}). Install a kernel that has it ` +
          '(5.6 or newer), or add "vpn" to `without` of this server',
      );
    }
    await host.run(`umask 077; [ -s ${KEY} ] || { wg genkey > ${KEY}.new && mv ${KEY}.new ${KEY}; }`, {
      doing: "making the VPN's key",
    });
    await host.writeFile(CONFIGURATION, configuration(desired), "0600");
    await host.run(
      `wg-quick strip ${INTERFACE} >/dev/null; systemctl enable -q ${UNIT}; systemctl restart ${UNIT}`,
      { doing: "starting the VPN" },
    );
  },
  async remove(host) {
    await host.run(`systemctl disable -q --now ${UNIT} || true; rm -f ${KEY}`, { doing: "ending the VPN" });
    await host.restoreFile(CONFIGURATION);
  },
};

/** The server's public key, for the configuration of the operators' devices; empty without a VPN. */
export async function vpnPublicKey(host: Host): Promise<string> {
  return (await host.run(`[ ! -s ${KEY} ] || wg pubkey < ${KEY}`)).trim();
}

function configuration({ address, port, peers }: Declared<"vpn">): string {
  return [
    "[Interface]",
    `Address = ${address}`,
    `ListenPort = ${port}`,
    `PostUp = wg set %i private-key ${KEY}`,
    "",
    ...Object.entries(peers).flatMap(([name, peer]) => [
      `# ${name}`,
      "[Peer]",
      `PublicKey = ${peer.publicKey}`,
      `AllowedIPs = ${peer.address}/32`,
      "",
    ]),
  ].join("\n");
}
