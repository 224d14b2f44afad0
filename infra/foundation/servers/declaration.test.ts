import { expect, it } from "vitest";
import { declarePreparation, type PreparationNeeds } from "./declaration.ts";
import { publishedBlock, publishedNow } from "./steps/firewall.ts";
import { stepNames } from "./steps/index.ts";
import { lockHolder } from "./steps/packages.ts";

const needs: PreparationNeeds = {
  sshPort: 2222,
  others: ["192.0.2.12"],
  publicPorts: [80, 443],
  adminPorts: [9090],
  adminNetworks: ["127.0.0.0/8", "10.20.0.0/16"],
  bridgePool: "10.200.0.0/16",
  index: 2,
  without: [],
};
const vpn = {
  port: 51820,
  network: "10.90.0.0/24",
  peers: { olivia: { publicKey: "x".repeat(43) + "=", address: "10.90.0.100" } },
};

const registry = { host: "registry.example.com:5000", authority: "-----BEGIN CERTIFICATE-----" };

it("lets in whom the settings name, and itself first of all", () => {
  expect(declarePreparation(needs).firewall).toEqual({
    state: "active",
    rules: {
      "allow 2222/tcp": "SSH",
      "allow 80/tcp": "the shop",
      "allow 443/tcp": "the shop",
      "allow from 10.20.0.0/16 to any port 9090 proto tcp": "monitoring",
      "allow from 192.0.2.12 to any port 2377 proto tcp": "the Swarm",
      "allow from 192.0.2.12 to any port 4789 proto udp": "the Swarm",
      "allow from 192.0.2.12 to any port 7946 proto tcp": "the Swarm",
      "allow from 192.0.2.12 to any port 7946 proto udp": "the Swarm",
    },
    published: { "80": ["anywhere"], "443": ["anywhere"], "9090": ["10.20.0.0/16"] },
  });
});

it("with a VPN its port is open, and monitoring open to its network", () => {
  const { firewall, packages, vpn: declared } = declarePreparation({ ...needs, vpn });
  expect(declared).toMatchObject({ address: "10.90.0.3/24", port: 51820 });
  expect(packages["wireguard-tools"]).toBe("installed");
  expect(firewall?.rules["allow 51820/udp"]).toBe("the VPN");
  expect(firewall?.published["9090"]).toEqual(["10.20.0.0/16", "10.90.0.0/24"]);
});

it("leaves out what the operator leaves out", () => {
  const declared = declarePreparation({ ...needs, vpn, registry, without: ["kernel", "vpn"] });
  expect(Object.keys(declared).toSorted()).toEqual(
    stepNames.filter((name) => name !== "kernel" && name !== "vpn").toSorted(),
  );
});

it("trusts the registry's authority under the name that Docker looks for", () => {
  expect(declarePreparation({ ...needs, registry }).registries).toEqual({
    "registry.example.com:5000": "-----BEGIN CERTIFICATE-----\n",
  });
  expect(declarePreparation(needs).registries).toBeUndefined();
});

it("what is written for published ports is read back as what was declared", () => {
  const firewall = declarePreparation(needs).firewall!;
  expect(publishedNow(publishedBlock(firewall))).toEqual(firewall.published);
  expect(publishedNow("-N DOCKER-USER\n-A DOCKER-USER -j RETURN")).toEqual({ "all others": ["anywhere"] });
});

it.each([
  ["E: Could not get lock /var/lib/apt/lists/lock. It is held by process 12 (apt-get)", "apt-get", "12"],
  ["dpkg: error: dpkg frontend lock was locked by /usr/bin/perl process with pid 7", "/usr/bin/perl", "7"],
  ["dpkg: error: dpkg frontend lock was locked by another process with pid 9", "another program", "9"],
])("knows who holds the lock of apt: %s", (said, program, pid) => {
  expect(lockHolder(said)).toEqual({ program, pid });
});
