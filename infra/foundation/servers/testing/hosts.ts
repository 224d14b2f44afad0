/** Real Debian servers for tests: containers with systemd and sshd on a network of their own, reached over SSH. */
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import ssh2 from "ssh2";
import { baseImage } from "../../../../tools/offline/providers/docker/testing/base-image.ts";
import type { Access } from "../declaration.ts";

const execute = promisify(execFile);
const recipe = join(import.meta.dirname, "host");
/** Everything but CAP_SYS_RESOURCE, which some machines do not have to give, and the clock, which is not ours. */
const LIKE_A_MACHINE = [
  ...["--cap-add", "ALL", "--cap-drop", "SYS_RESOURCE", "--cap-drop", "SYS_TIME"],
  ...["--security-opt", "seccomp=unconfined", "--security-opt", "systempaths=unconfined"],
  ...["--device-cgroup-rule", "a *:* rwm", "--cgroupns", "private"],
  ...["--tmpfs", "/run", "--tmpfs", "/run/lock", "--env", "container=docker"],
  // Docker in Docker needs a real file system below it.
  ...["--volume", "/var/lib/docker", "--volume", "/var/lib/containerd"],
];

export interface TestHost extends Access {
  container: string;
  /** Runs a command as root on the server itself, not over SSH. */
  exec(command: string): Promise<string>;
}

export interface TestHosts {
  /** The Docker network that they are on. */
  network: string;
  hosts: TestHost[];
  /** The private key whose public half lets in. */
  privateKey: string;
  /** Waits until the command ends well on the host. */
  until(host: TestHost, command: string): Promise<void>;
  end(): Promise<void>;
}

export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await execute("docker", args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

/** Of a container on its only network. */
export function addressOf(container: string): Promise<string> {
  return docker("inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container);
}

/** Starts servers. The image with systemd and sshd is built once and kept. */
export async function startHosts(count: number): Promise<TestHosts> {
  const base = await baseImage();
  const files = ["Dockerfile", "boot"].map((name) => readFileSync(join(recipe, name)));
  const digest = createHash("sha256").update(base).update(Buffer.concat(files)).digest("hex").slice(0, 12);
  const image = `cloudpos/test-host:${digest}`;
  await docker("image", "inspect", image).catch(() =>
    docker("build", "--build-arg", `BASE_IMAGE=${base}`, "--tag", image, recipe),
  );
  // Not that of Docker's networks, which an engine inside could not hand on to its own containers.
  const resolver = await docker("run", "--rm", base, "cat", "/etc/resolv.conf");
  const keys = ssh2.utils.generateKeyPairSync("ed25519");
  const name = `servers-test-${randomBytes(4).toString("hex")}`;
  await docker("network", "create", name);
  const containers: string[] = [];
  const end = async () => {
    if (containers.length > 0) await docker("rm", "--force", "--volumes", ...containers);
    await docker("network", "rm", name);
  };
  try {
    const hosts = await Promise.all(
      Array.from({ length: count }, async (_, index): Promise<TestHost> => {
        const container = `${name}-${index + 1}`;
        containers.push(container);
        await docker(
          ...["run", "--detach", "--tty", "--name", container, "--hostname", `server-${index + 1}`],
          ...["--network", name, "--env", `AUTHORIZED_KEY=${keys.public}`],
          ...["--env", `RESOLVER=${resolver}`, ...LIKE_A_MACHINE, image],
        );
        const exec = (command: string) => docker("exec", container, "sh", "-euc", command);
        await untilIn(exec, "systemctl is-active ssh");
        const address = await addressOf(container);
        const hostKey = (await exec("cat /etc/ssh/ssh_host_ed25519_key.pub"))
          .split(" ")
          .slice(0, 2)
          .join(" ");
        return { container, address, port: 22, user: "admin", hostKey, exec };
      }),
    );
    return {
      network: name,
      hosts,
      privateKey: keys.private,
      until: (host, command) => untilIn(host.exec, command),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** The shell in the container does the waiting: one process instead of many. */
export async function untilIn(exec: TestHost["exec"], command: string): Promise<void> {
  await exec(
    `for i in $(seq 600); do if (${command}) >/dev/null 2>&1; then exit 0; fi; sleep 0.1; done; exit 1`,
  );
}
