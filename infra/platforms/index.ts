import type { Settings } from "../settings.ts";
import type { Platform } from "./platform.ts";
import { Swarm } from "./swarm/index.ts";

/** The platform that the settings name. */
export function createPlatform(settings: Settings): Platform {
  switch (settings.platform) {
    case "swarm":
      return new Swarm(settings.stack, { prefix: `cloudpos-${settings.stack}`, host: settings.docker.host });
    case "kubernetes":
      throw new Error("Kubernetes cannot be deployed to yet; set cloudpos:platform to swarm");
  }
}
