/** The stand-in for the official docker provider: what it offers, behind one connection to the daemon. */
import type { Provider } from "../server/resource.ts";
import { checkSettings, connect } from "./client.ts";
import type { DockerClient } from "./client.ts";
import { withDaemonErrors } from "./objects.ts";
import { network } from "./resources/network.ts";
import { secret, serviceConfig } from "./resources/swarm-file.ts";
import { service } from "./resources/service/index.ts";
import { registryImage } from "./resources/image/registry-image.ts";
import { remoteImage } from "./resources/image/remote-image.ts";
import { tag } from "./resources/tag.ts";
import { volume } from "./resources/volume.ts";
import { schema } from "./schema/index.ts";

export const provider: Provider<DockerClient> = {
  name: schema.name,
  version: schema.version,
  schema,
  resources: [network, volume, secret, serviceConfig, service, remoteImage, registryImage, tag].map(withDaemonErrors),
  checkConfig: checkSettings,
  configure: connect,
};
