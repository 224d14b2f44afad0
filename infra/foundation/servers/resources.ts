/** The resources of the provider in `provider/`, as a program declares them. */
import * as pulumi from "@pulumi/pulumi";
import type { Access, Preparation } from "./declaration.ts";

export class ServersProvider extends pulumi.ProviderResource {
  /**
   * @param args.privateKey SSH key of all servers, OpenSSH or PEM without a passphrase
   * @param args.aptLockSeconds how long to wait for another package manager on a server (300)
   */
  constructor(
    name: string,
    args: { privateKey: pulumi.Input<string>; aptLockSeconds?: pulumi.Input<number> },
    options?: pulumi.ResourceOptions,
  ) {
    super(
      "servers",
      name,
      { privateKey: pulumi.secret(args.privateKey), aptLockSeconds: args.aptLockSeconds },
      options,
    );
  }
}

export interface ServerArgs extends Access {
  preparation: Preparation;
}

/** A server that is prepared over SSH and kept so. Deleting it undoes the preparation. */
export class Server extends pulumi.CustomResource {
  declare readonly address: pulumi.Output<string>;
  /** `Debian GNU/Linux 13 (trixie)` */
  declare readonly distribution: pulumi.Output<string>;
  /** WireGuard's public key of the server; empty without the VPN. */
  declare readonly vpnPublicKey: pulumi.Output<string>;

  constructor(name: string, args: ServerArgs, options: pulumi.CustomResourceOptions) {
    super(
      "servers:index:Server",
      name,
      { ...args, distribution: undefined, vpnPublicKey: undefined },
      options,
    );
  }
}

export interface SwarmNodeArgs extends Access {
  role: "manager" | "worker";
  labels: Record<string, string>;
  availability: "active" | "pause" | "drain";
  /** Address that the other servers reach it by. */
  advertise: string;
  /** Where overlay networks take their subnets from: `10.201.0.0/16`. */
  addressPool: string;
  /** The other managers, through one of which it joins. */
  managers: Access[];
  /** Begins the Swarm where none of the managers is in one yet. */
  first: boolean;
}

/** A server's membership in the Swarm. Deleting it moves its containers elsewhere, then leaves. */
export class SwarmNode extends pulumi.CustomResource {
  constructor(name: string, args: SwarmNodeArgs, options: pulumi.CustomResourceOptions) {
    super("servers:index:SwarmNode", name, { ...args }, options);
  }
}
