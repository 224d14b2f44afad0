/** The servers of a stack: prepared, in one Swarm, and where its engine is reached. */
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import { registryHost } from "../registry.ts";
import { declarePreparation, SERVER_LABEL, type Access } from "./declaration.ts";
import { engineAddress, sshOptions } from "./engine-access.ts";
import { Server, ServersProvider, SwarmNode } from "./resources.ts";

export interface Servers {
  /** The engine of the first manager, once the Swarm is there and all servers are members. */
  engine: Engine;
  /** The engine of the server of that name, likewise. */
  engineOf(server: string): Engine;
}

/** How a provider of Docker reaches an engine. */
export interface Engine {
  host: pulumi.Output<string>;
  sshOpts: pulumi.Output<string[]>;
}

/** Declares what `cloudpos:servers` says; undefined where it says nothing. */
export function createServers(settings: Settings): Servers | undefined {
  const servers = settings.servers.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const managers = servers.filter((server) => server.role === "manager");
  const first = managers[0];
  if (!first) return undefined;
  const privateKey = new pulumi.Config("cloudpos").requireSecret("sshKey");
  const provider = new ServersProvider("servers", { privateKey });
  const { address, authority } = settings.registry;
  const prepared = servers.map(
    (server, index) =>
      new Server(
        `${server.name}-server`,
        {
          ...accessTo(server),
          preparation: declarePreparation({
            sshPort: server.port,
            others: servers.filter((other) => other !== server).map(insideAddress),
            publicPorts: [settings.ports.http, settings.ports.https],
            adminPorts: [settings.ports.prometheus, settings.ports.grafana],
            adminNetworks: settings.adminNetworks,
            bridgePool: settings.docker.bridgePool,
            index,
            without: server.without,
            ...(settings.vpn ? { vpn: settings.vpn } : {}),
            ...(authority ? { registry: { host: registryHost(address), authority } } : {}),
          }),
        },
        { provider },
      ),
  );
  const node = (server: ServerSettings, after: pulumi.Resource[]) =>
    new SwarmNode(
      `${server.name}-node`,
      {
        ...accessTo(server),
        role: server.role,
        labels: { [SERVER_LABEL]: server.name, ...server.labels },
        availability: server.availability,
        advertise: insideAddress(server),
        addressPool: settings.docker.overlayPool,
        managers: managers.filter((other) => other !== server).map(accessTo),
        first: server === first,
      },
      { provider, dependsOn: [...prepared, ...after] },
    );
  const beginning = node(first, []);
  const others = servers.filter((server) => server !== first).map((server) => node(server, [beginning]));
  const members = pulumi.all([beginning, ...others].map((each) => each.id));
  // Names of files, no secret.
  const sshOpts = pulumi.unsecret(
    privateKey.apply((key) => sshOptions(settings.stack, key, servers.map(accessTo))),
  );
  const engineAt = (server: ServerSettings): Engine => ({
    host: members.apply(() => engineAddress(server)),
    sshOpts,
  });
  return {
    engine: engineAt(first),
    engineOf: (name) => engineAt(servers.find((server) => server.name === name)!),
  };
}

type ServerSettings = Settings["servers"][number];

function accessTo({ address, port, user, hostKey }: ServerSettings): Access {
  return { address, port, user, hostKey };
}

/** By which the other servers reach it. */
function insideAddress(server: ServerSettings): string {
  return server.internalAddress ?? server.address;
}
