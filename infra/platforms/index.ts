import * as pulumi from "@pulumi/pulumi";
import { registryOf } from "../foundation/registry.ts";
import type { Servers } from "../foundation/servers/index.ts";
import type { Settings } from "../settings.ts";
import type { Platform } from "./platform.ts";

/**
 * The platform that the settings name. Only its own packages are loaded.
 *
 * @param servers where Swarm's engines are, when they are on servers of ours
 */
export async function createPlatform(settings: Settings, servers?: Servers): Promise<Platform> {
  const registry = registryOf(settings);
  switch (settings.platform) {
    case "swarm": {
      const { Swarm } = await import("./swarm/index.ts");
      const { host } = settings.docker;
      return new Swarm(settings.stack, {
        prefix: `cloudpos-${settings.stack}`,
        engine: servers?.engine ?? (host ? { host } : {}),
        registry,
        ...(servers && { servers: { list: settings.servers, engineOf: servers.engineOf } }),
      });
    }
    case "kubernetes": {
      const { Kubernetes } = await import("./kubernetes/index.ts");
      const secrets = new pulumi.Config("cloudpos");
      return new Kubernetes(settings.stack, {
        settings: settings.kubernetes,
        dockerHost: settings.docker.host,
        kubeconfig: secrets.getSecret("kubeconfig"),
        registry,
      });
    }
  }
}
