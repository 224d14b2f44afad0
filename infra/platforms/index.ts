import type { ProviderArgs } from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings.ts";
import type { Platform } from "./platform.ts";

/**
 * The platform that the settings name. Only its own packages are loaded.
 *
 * @param engine where Swarm's engine is, when it is on servers of ours
 */
export async function createPlatform(settings: Settings, engine?: ProviderArgs): Promise<Platform> {
  switch (settings.platform) {
    case "swarm": {
      const { Swarm } = await import("./swarm/index.ts");
      const said = settings.docker.host ? { host: settings.docker.host } : {};
      return new Swarm(settings.stack, { prefix: `cloudpos-${settings.stack}`, engine: engine ?? said });
    }
    case "kubernetes": {
      const { Kubernetes } = await import("./kubernetes/index.ts");
      const secrets = new pulumi.Config("cloudpos");
      return new Kubernetes(settings.stack, {
        settings: settings.kubernetes,
        dockerHost: settings.docker.host,
        kubeconfig: secrets.getSecret("kubeconfig"),
        registryPassword: secrets.getSecret("registryPassword"),
      });
    }
  }
}
