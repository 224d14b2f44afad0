/**
 * What a server has to be: one typed declaration, made of the stack's settings. The steps of `steps/` compare a real
 * server with it and make it so; a preview shows it setting by setting.
 */

/** Label of a server's node in the Swarm: the server's name. */
export const SERVER_LABEL = "cloudpos.server";

/** How a server is reached. */
export interface Access {
  /** Name or address, as SSH reaches it. */
  address: string;
  /** SSH port. */
  port: number;
  /** Has root's rights, or may use sudo without a password. */
  user: string;
  /** The server's public host key, `ssh-ed25519 AAAA...`: any other key is refused. */
  hostKey: string;
}

/**
 * Everything that is set up on a server, by step. A step that is left out is not touched; one that was there and is
 * left out later is undone.
 */
export interface Preparation {
  /** Packages that have to be there; `docker` is what the distribution calls it, or Docker's own. */
  packages: Record<string, "installed">;
  /** `off`: no swap now and after the next start. Memory limits mean nothing where memory is swapped out. */
  swap?: "off";
  /** Kernel settings (sysctl), now and after the next start. */
  kernel?: Record<string, string>;
  /** The clock is kept right by chrony. */
  timeSync?: "running";
  logRotation?: {
    frequency: "daily" | "weekly";
    /** Old files kept. */
    keep: number;
    compress: boolean;
    /** Days of the system journal. */
    journalDays: number;
  };
  securityUpdates?: {
    automatic: boolean;
    /** Never updated by itself: an update would restart every container of the server at once. */
    held: string[];
    reboot: boolean;
  };
  docker?: {
    state: "running";
    /** `/etc/docker/daemon.json`, whole. A change restarts the containers of the server. */
    daemon: Record<string, unknown>;
  };
  /** Who vouches for registries (PEM), by host and port: `/etc/docker/certs.d`. */
  registries?: Record<string, string>;
  firewall?: {
    state: "active";
    /** All that may come in, as `ufw show added` writes it, and what for; everything else is denied. */
    rules: Record<string, string>;
    /**
     * Ports that containers publish, and who may come (networks, or `anywhere`). Docker's own rules come before
     * ufw's, so these are enforced in its chain for users; ports that are not named are closed.
     */
    published: Record<string, string[]>;
  };
  /** A WireGuard interface for operators. The private key is made on the server and never leaves it. */
  vpn?: {
    /** The server's own, with the network's length: `10.90.0.1/24`. */
    address: string;
    /** UDP. */
    port: number;
    /** By name: public key and address of each operator's device. */
    peers: Record<string, { publicKey: string; address: string }>;
  };
}

export type StepName = keyof Preparation;

/** Operator's VPN, as in the settings. */
export interface VpnSettings {
  port: number;
  /** `10.90.0.0/24`; servers take its first addresses, in their order. */
  network: string;
  peers: Record<string, { publicKey: string; address: string }>;
}

/** What the preparation of one server depends on. */
export interface PreparationNeeds {
  sshPort: number;
  /** Addresses of the other servers, between which Swarm's ports are open. */
  others: readonly string[];
  /** Ports open for everybody. */
  publicPorts: readonly number[];
  /** Ports of monitoring, for `adminNetworks`. */
  adminPorts: readonly number[];
  adminNetworks: readonly string[];
  /** Networks for containers' bridges, `10.200.0.0/16`: must not be used elsewhere in the house. */
  bridgePool: string;
  vpn?: VpnSettings;
  /** Who vouches for the registry (PEM), where the usual authorities do not. */
  registry?: { host: string; authority: string };
  /** Position among the servers, from 0. */
  index: number;
  /** Steps that the operator has left out for this server. */
  without: readonly StepName[];
}

/** Swarm's own ports: control (managers), membership, and the overlay networks' packets. */
const SWARM_PORTS = ["2377 proto tcp", "4789 proto udp", "7946 proto tcp", "7946 proto udp"];

/** Kernel settings: those of busy servers of many connections, what Redis and MongoDB ask for, and plain hardening. */
const KERNEL: Record<string, string> = {
  "fs.inotify.max_user_instances": "1024",
  "kernel.dmesg_restrict": "1",
  "kernel.kptr_restrict": "2",
  "net.core.somaxconn": "4096",
  "net.ipv4.conf.all.accept_redirects": "0",
  "net.ipv4.conf.all.send_redirects": "0",
  "net.ipv4.ip_local_port_range": "16384 60999",
  "net.ipv4.tcp_max_syn_backlog": "4096",
  "net.ipv4.tcp_syncookies": "1",
  "vm.max_map_count": "262144",
  "vm.overcommit_memory": "1",
};

/** What is to be set up on one server. */
export function declarePreparation(needs: PreparationNeeds): Preparation {
  const local = (networks: readonly string[]) => networks.filter((network) => !network.startsWith("127."));
  const admins = local([...needs.adminNetworks, ...(needs.vpn ? [needs.vpn.network] : [])]);
  const from = (network: string, port: string) => `allow from ${network} to any port ${port}`;
  const whole: Required<Omit<Preparation, "vpn" | "registries">> & Preparation = {
    packages: {
      chrony: "installed",
      docker: "installed",
      iptables: "installed",
      logrotate: "installed",
      ufw: "installed",
      "unattended-upgrades": "installed",
      ...(needs.vpn ? { "wireguard-tools": "installed" } : {}),
    },
    swap: "off",
    kernel: KERNEL,
    timeSync: "running",
    logRotation: { frequency: "daily", keep: 30, compress: true, journalDays: 30 },
    securityUpdates: { automatic: true, held: ["containerd", "docker.io", "runc"], reboot: false },
    docker: {
      state: "running",
      daemon: {
        "default-address-pools": [{ base: needs.bridgePool, size: 24 }],
        // Swarm does not go together with it.
        "live-restore": false,
        "log-driver": "json-file",
        "log-opts": { "max-file": "3", "max-size": "10m" },
        "no-new-privileges": true,
      },
    },
    firewall: {
      state: "active",
      rules: Object.fromEntries([
        [`allow ${needs.sshPort}/tcp`, "SSH"],
        ...needs.publicPorts.map((port) => [`allow ${port}/tcp`, "the shop"]),
        ...needs.adminPorts.flatMap((port) =>
          admins.map((network) => [from(network, `${port} proto tcp`), "monitoring"]),
        ),
        ...needs.others.flatMap((other) => SWARM_PORTS.map((port) => [from(other, port), "the Swarm"])),
        ...(needs.vpn ? [[`allow ${needs.vpn.port}/udp`, "the VPN"]] : []),
      ]) as Record<string, string>,
      published: Object.fromEntries([
        ...needs.publicPorts.map((port) => [String(port), ["anywhere"]]),
        ...needs.adminPorts.map((port) => [String(port), admins.toSorted()]),
      ]) as Record<string, string[]>,
    },
  };
  if (needs.vpn) {
    whole.vpn = {
      address: addressIn(needs.vpn.network, needs.index + 1),
      port: needs.vpn.port,
      peers: needs.vpn.peers,
    };
  }
  if (needs.registry) {
    whole.registries = { [needs.registry.host]: `${needs.registry.authority.trimEnd()}\n` };
  }
  return Object.fromEntries(
    Object.entries(whole).filter(([step]) => !needs.without.includes(step as StepName)),
  ) as unknown as Preparation;
}

/** The nth address of a network, with its length. */
function addressIn(network: string, nth: number): string {
  const [address = "", length = "24"] = network.split("/");
  const number = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0) + nth;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".")}/${length}`;
}
