/**
 * Servers as resources, by the real Pulumi engine over real SSH, on two Debian servers (containers with systemd).
 * The cases build on each other: two bare servers become a Swarm, lose settings, lose a member, and are left clean.
 */
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2 from "ssh2";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { connect } from "../../../tools/offline/providers/docker/client.ts";
import { parseSettings } from "../../settings.ts";
import type { Access } from "./declaration.ts";
import { withHost } from "./host.ts";
import { createServers } from "./index.ts";
import { prepare } from "./steps/index.ts";
import { startHosts, type TestHost, type TestHosts } from "./testing/hosts.ts";
import { serversStack, type ServersStack } from "./testing/stack.ts";

let servers: TestHosts;
let stack: ServersStack;
let one: TestHost;
let two: TestHost;
/** Where the key for the ssh command is written. */
let home: string;

beforeAll(async () => {
  servers = await startHosts(2);
  [one, two] = servers.hosts as [TestHost, TestHost];
  home = await mkdtemp(join(tmpdir(), "servers-test-home-"));
  vi.stubEnv("CLOUDPOS_HOME", home);
  stack = await serversStack(servers.privateKey);
});

afterAll(async () => {
  stack?.end();
  vi.unstubAllEnvs();
  if (home) await rm(home, { recursive: true });
  await servers?.end();
});

function accessTo({ address, port, user, hostKey }: TestHost): Access {
  return { address, port, user, hostKey };
}

/** What a container cannot give: kernel settings beside its network's, and the clock. */
const shared = { without: ["kernel", "timeSync"] };

const keeps = ["postgres", "redis", "mongodb", "backup", "prometheus", "alertmanager"];
const registry = {
  address: "registry.example.com:5000/shop",
  authority: "-----BEGIN CERTIFICATE-----\nM\n-----END CERTIFICATE-----\n",
};
const authorityFile = "/etc/docker/certs.d/registry.example.com:5000/ca.crt";

/** The program of a stack with these servers. */
function program(...declared: object[]) {
  return async () => {
    createServers(
      parseSettings("test", {
        "cloudpos:environment": "staging",
        "cloudpos:platform": "swarm",
        "cloudpos:domain": "shop.example.com",
        "cloudpos:logLevel": "info",
        "cloudpos:sshKey": "[secret]",
        "cloudpos:adminNetworks": '["10.20.0.0/16"]',
        "cloudpos:replicas": '{"edge":2}',
        "cloudpos:registry": JSON.stringify(declared.length > 1 ? registry : {}),
        "cloudpos:servers": JSON.stringify(declared),
      }),
    );
  };
}

const both = () =>
  program(
    { name: "one", ...accessTo(one), role: "manager", labels: { disk: "fast" }, keeps, ...shared },
    { name: "two", ...accessTo(two), ...shared },
  );

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => "it did not fail",
    (error: Error) => error.message,
  );

describe("what is wrong is said with place and remedy", () => {
  const reach = (change: Partial<Access>, key = servers.privateKey) =>
    failureOf(withHost({ ...accessTo(one), ...change }, key, new AbortController().signal, async () => {}));

  it("a wrong key", async () => {
    const said = await reach({}, ssh2.utils.generateKeyPairSync("ed25519").private);
    expect(said).toContain(
      `server ${one.address} (SSH port 22): the user admin is refused with the key of cloudpos:sshKey`,
    );
  });

  it("another host key than the pinned one", async () => {
    const said = await reach({ hostKey: two.hostKey });
    expect(said).toMatch(
      /its host key SHA256:\S+ is not the one in the settings \(SHA256:\S+\).*nothing was sent/,
    );
  });

  it("a port at which nothing listens", async () => {
    expect(await reach({ port: 23 })).toContain("(SSH port 23): nothing listens there");
  });

  it("a user without sudo", async () => {
    expect(await reach({ user: "visitor" })).toContain(
      "the user visitor may not use sudo without a password",
    );
  });

  it("what is no key at all", async () => {
    expect(await reach({}, "no key")).toContain("cloudpos:sshKey is not a private key");
  });

  it("somebody else holds the lock of apt", async () => {
    const lock = `use Fcntl; $| = 1; open(F, ">>", "/var/lib/dpkg/lock-frontend"); my $lock = pack("ssx4qqlx4", F_WRLCK, 0, 0, 0, 0); fcntl(F, F_SETLK, $lock) or die; print "held"; sleep 600`;
    await one.exec(`perl -e '${lock}' > /tmp/held 2>&1 & echo $! > /tmp/pid`);
    await servers.until(one, "grep -q held /tmp/held");
    const said = await failureOf(
      withHost(accessTo(one), servers.privateKey, new AbortController().signal, (host) =>
        prepare(host, { packages: { logrotate: "installed" } }, {}, { aptLockSeconds: 0 }, () => {}),
      ),
    );
    await one.exec("kill $(cat /tmp/pid)");
    expect(said).toMatch(/was not possible: .*\(process \d+\) has held the lock of apt for 0 s/);
  });
});

describe("two bare servers become a Swarm", () => {
  it("a connection that breaks in the middle is told, and the next run goes on", async () => {
    const broken = failureOf(stack.up(both()));
    await servers.until(one, "pgrep -x apt-get && pgrep -x dpkg");
    await one.exec("pkill -x sshd-session");
    expect(await broken).toContain("the connection was lost while installing");
    // Packages come from the mirror, at whatever speed it has.
  }, 600_000);

  it("what the kernel does not take is told, not passed over", async () => {
    const said = await failureOf(
      stack.up(
        program(
          { name: "one", ...accessTo(one), role: "manager", keeps, without: ["timeSync"] },
          { name: "two", ...accessTo(two), ...shared },
        ),
      ),
    );
    expect(said).toMatch(/the kernel does not take these settings:[\s\S]*permission denied/);
    expect(said).toContain('add "kernel" to its `without`');
  });

  it("both are prepared and members, with role and labels", async () => {
    await stack.up(both());
    const nodes = await one.exec(
      "docker node ls --format '{{.Hostname}} {{.Status}} {{.Availability}} {{.ManagerStatus}}'",
    );
    expect(nodes.split("\n").toSorted()).toEqual(["server-1 Ready Active Leader", "server-2 Ready Active"]);
    const labels = await one.exec("docker node inspect self --format '{{json .Spec.Labels}}'");
    expect(JSON.parse(labels)).toEqual({ "cloudpos.server": "one", disk: "fast" });
    expect(await two.exec("docker info --format '{{.LoggingDriver}} {{.SecurityOptions}}'")).toContain(
      "no-new-privileges",
    );
    expect(await two.exec(`cat ${authorityFile}`)).toBe(registry.authority.trim());
    expect(await two.exec("ufw status")).toContain(`2377/tcp                   ALLOW       ${one.address}`);
  });

  it("containers of both reach each other over the Swarm's network, through the firewalls", async () => {
    await one.exec("docker network create --driver overlay --attachable probe");
    for (const host of [one, two]) {
      // An image of nothing but this host's own shell and what it needs.
      await host.exec(
        "tar -c -C / bin lib lib64 usr/bin usr/lib64 usr/lib/x86_64-linux-gnu | docker import - probe:1",
      );
    }
    await one.exec(
      "docker service create --quiet --detach --name probe --network probe --endpoint-mode dnsrr --mode global probe:1 sleep 600",
    );
    await servers.until(
      one,
      "[ $(docker service ps probe --format '{{.CurrentState}}' | grep -c ^Running) = 2 ]",
    );
    await servers.until(
      one,
      "docker run --rm --network probe probe:1 getent ahostsv4 tasks.probe | awk '{print $1}' | sort -u | grep -c . | grep -qx 2",
    );
    await one.exec("docker service rm probe");
  });

  it("its engine is reached by SSH, by many requests at once, and only behind the pinned host key", async () => {
    const folder = join(home, "stacks/test/ssh");
    expect((await stat(join(folder, "key"))).mode & 0o777).toBe(0o600);
    const reach = () =>
      connect({
        host: `ssh://admin@${one.address}:22`,
        sshOpts: JSON.stringify([
          `-i ${join(folder, "key")}`,
          `-o UserKnownHostsFile=${join(folder, "known_hosts")}`,
        ]),
      });
    const { docker } = await reach();
    const answers = await Promise.all(Array.from({ length: 30 }, () => docker.listNodes()));
    expect(answers.map((nodes) => nodes.length)).toEqual(Array(30).fill(2));
    const known = await readFile(join(folder, "known_hosts"), "utf8");
    await writeFile(join(folder, "known_hosts"), `${one.address} ${two.hostKey}\n`);
    expect(await failureOf(reach())).toMatch(/no SSH connection to .*:22: .*verif/i);
    await writeFile(join(folder, "known_hosts"), known);
  });

  it("a second run changes nothing, and a refresh finds nothing", async () => {
    expect(Object.keys(await stack.refresh())).toEqual(["same"]);
    expect(Object.keys(await stack.up(both()))).toEqual(["same"]);
  });

  it("no token of the Swarm and no key is in the state of a resource", async () => {
    const state = await stack.state();
    for (const role of ["worker", "manager"]) {
      expect(state).not.toContain(await one.exec(`docker swarm join-token -q ${role}`));
    }
    expect(state).not.toMatch(/SWMTKN/);
    expect(await two.exec("cat /var/log/* /root/.bash_history 2>/dev/null || true")).not.toMatch(/SWMTKN/);
  });
});

describe("changes by hand", () => {
  it("are seen setting by setting, and mended", async () => {
    await one.exec(`sed -i 's/"10m"/"500m"/' /etc/docker/daemon.json`);
    await one.exec("ufw --force delete allow 443/tcp");
    await one.exec("docker node update --label-add disk=slow server-1");
    await two.exec("sed -i 's/^rotate 30/rotate 3/' /etc/logrotate.conf");
    await two.exec("iptables -F DOCKER-USER");
    await two.exec(`echo another > ${authorityFile}`);
    await stack.refresh();
    const changes = await stack.preview(both());
    expect(changes["one-server"]).toContain("preparation.docker.daemon.log-opts.max-size: update");
    expect(changes["one-server"]).toContain('preparation.firewall.rules["allow 443/tcp"]: add');
    expect(changes["one-server"]).toHaveLength(2);
    expect(changes["one-node"]).toEqual(["labels.disk: update"]);
    expect(changes["two-server"]).toContain("preparation.logRotation.keep: update");
    expect(changes["two-server"]).toContain(`preparation.firewall.published["all others"]: delete`);
    expect(changes["two-server"]).toContain('preparation.registries["registry.example.com:5000"]: update');
    expect(changes["two-node"]).toBeUndefined();
    await stack.up(both());
    expect(await one.exec("cat /etc/docker/daemon.json")).toContain('"max-size": "10m"');
    expect(await one.exec("ufw show added")).toContain("ufw allow 443/tcp");
    expect(Object.keys(await stack.refresh())).toEqual(["same"]);
  });
});

describe("a server that is taken out of the settings", () => {
  it("is drained, leaves, and is as it was before", async () => {
    await stack.up(
      program({ name: "one", ...accessTo(one), role: "manager", labels: { disk: "fast" }, ...shared }),
    );
    expect(await one.exec("docker node ls --format '{{.Hostname}}'")).toBe("server-1");
    // One server needs no registry: what was laid down for it is gone as well.
    expect(await one.exec("ls /etc/docker/certs.d 2>/dev/null || true")).toBe("");
    const left = await two.exec(
      "ls -d /etc/docker/daemon.json /etc/docker/certs.d/* /etc/apt/apt.conf.d/60cloudpos /var/lib/cloudpos/packages 2>/dev/null || true; command -v dockerd || command -v ufw || true",
    );
    expect(left).toBe("");
    expect(await one.exec("ufw show added")).not.toContain(two.address);
  });

  it("and the last one too", async () => {
    await stack.destroy();
    expect(await one.exec("command -v dockerd || command -v ufw || true")).toBe("");
  });
});
