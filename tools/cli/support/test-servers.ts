/** The servers that `./cloudpos test --only servers` works on: Debian systems in containers of this machine, and a registry. */
import { readImages } from "../../offline/toolchain/base-images.ts";
import { openStack } from "./deployment.ts";
import { serversStack, writeTestStackOnServers } from "./test-stacks.ts";
import type { Run } from "./run.ts";

export interface TestServers {
  /** What is left of the stack on them, one line each. */
  left(): Promise<string[]>;
  stop(): Promise<void>;
}

/**
 * Starts three bare servers and a registry with the base images, and writes the configuration of a stack on them.
 *
 * @throws Error when this machine cannot run them; nothing is left then
 */
export async function openTestServers(run: Run): Promise<TestServers> {
  const [{ startHosts }, { startRegistry }] = await Promise.all([
    import("../../../infra/foundation/servers/testing/hosts.ts"),
    import("../../../infra/foundation/servers/testing/registry.ts"),
  ]);
  run.progress.begin("servers", "Three servers and a registry on this machine");
  const servers = await startHosts(3);
  let registry: Awaited<ReturnType<typeof startRegistry>> | undefined;
  const stop = async () => {
    await registry?.end();
    await servers.end();
  };
  try {
    registry = await startRegistry(servers.network);
    const { debianBase, nodeBase, mongodb, mongodbWheels } = (await readImages(run.home))!;
    const images = {
      debianBase: await registry.put(debianBase, "base/debian:trixie"),
      nodeBase: await registry.put(nodeBase, "base/node:24"),
      mongodb,
      mongodbWheels,
    };
    const { host, user, authority } = registry;
    await writeTestStackOnServers(images, {
      servers: servers.hosts.map(({ address, port, user: login, hostKey }) => ({
        address,
        port,
        user: login,
        hostKey,
      })),
      registry: { address: `${host}/shop`, user, authority },
    });
    const stack = await openStack({ ...run, stack: serversStack }, true);
    await stack.setConfig("cloudpos:sshKey", { value: servers.privateKey, secret: true });
    await stack.setConfig("cloudpos:registryPassword", { value: registry.password, secret: true });
    run.progress.done("servers", servers.hosts.map(({ address }) => address).join(", "));
    return {
      async left() {
        const lists = await Promise.all(
          servers.hosts.map(async ({ address, exec }) => {
            const found = await exec(
              "ls -d /var/lib/docker/volumes/cloudpos-* /etc/docker/certs.d/* 2>/dev/null || true; find /var/lib/cloudpos -type f 2>/dev/null || true; " +
                "command -v dockerd || true; pgrep -l containerd-shim || true",
            );
            return found
              .split("\n")
              .filter(Boolean)
              .map((line) => `${address}: ${line}`);
          }),
        );
        return lists.flat();
      },
      stop,
    };
  } catch (error) {
    run.progress.failed("servers");
    await stop();
    throw error;
  }
}
