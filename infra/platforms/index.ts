import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings.ts";
import type { Platform } from "./platform.ts";

/** The platform that the settings name. Only its own packages are loaded. */
export async function createPlatform(settings: Settings): Promise<Platform> {
  switch (settings.platform) {
    case "swarm": {
      const { Swarm } = await import("./swarm/index.ts");
      return new Swarm(settings.stack, { prefix: `cloudpos-${settings.stack}`, host: settings.docker.host });
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
