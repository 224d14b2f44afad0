/**
 * The provider `servers`: servers and their membership in the Swarm as resources of Pulumi. It is a plugin of its
 * own and not a dynamic provider, because it can then tell every changed setting by its name, keeps the SSH key out
 * of the resources, and puts none of its own code into the state.
 */
import type { Provider } from "../../../../tools/offline/providers/server/resource.ts";
import { server } from "./server.ts";
import { swarmNode } from "./swarm-node.ts";

export interface Connection {
  /** OpenSSH or PEM, without a passphrase. */
  privateKey: string;
  /** How long to wait for another package manager on a server, seconds. */
  aptLockSeconds: number;
}

export const provider: Provider<Connection> = {
  name: "servers",
  version: "1.0.0",
  resources: [server, swarmNode],
  configure: async (config) => ({
    privateKey: String(config["privateKey"] ?? ""),
    aptLockSeconds: Number(config["aptLockSeconds"] ?? 300),
  }),
};
