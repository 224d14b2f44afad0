/**
 * The Docker engines of a stack: the one of this machine, or those of its servers, reached by SSH with the key that the
 * program has written for it.
 */
import { existsSync } from "node:fs";
import type Docker from "dockerode";
import { SERVER_LABEL } from "../../../infra/foundation/servers/declaration.ts";
import { engineAddress, sshFiles } from "../../../infra/foundation/servers/engine-access.ts";
import { SshAgent } from "../../offline/providers/docker/ssh.ts";
import { reachDocker } from "./engine.ts";
import { messageOf, preconditionError } from "./errors.ts";
import { serversOf, type ServerAddress } from "./stack-file.ts";

export interface Engines {
  /** A manager's, which knows the whole Swarm. */
  readonly manager: Docker;
  /** All that answer. */
  all(): Promise<Docker[]>;
  /** The one of a node of the Swarm. @throws OperatorError (precondition) when it is no server of the stack, or silent */
  ofNode(id: string): Promise<Docker>;
}

/** Connections that are open, by address; a connection serves many requests. */
const agents = new Map<string, SshAgent>();

/** Ends all connections, so that the process can end. */
export function closeEngines(): void {
  for (const agent of agents.values()) agent.destroy();
  agents.clear();
}

/**
 * Finds the engines of a stack by its file.
 *
 * @throws OperatorError (precondition) when none answers, saying what to do
 */
export async function reachEngines(stack: string): Promise<Engines> {
  const servers = await serversOf(stack);
  if (servers.length === 0) {
    const docker = await reachDocker();
    return { manager: docker, all: async () => [docker], ofNode: async () => docker };
  }
  const manager = await firstManager(stack, servers);
  return {
    manager,
    async all() {
      const asked = await Promise.allSettled(servers.map((server) => reachServer(stack, server)));
      return asked.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    },
    async ofNode(id) {
      const { Spec } = (await manager.getNode(id).inspect()) as { Spec: { Labels?: Record<string, string> } };
      const name = Spec.Labels?.[SERVER_LABEL];
      const server = servers.find((each) => each.name === name);
      if (!server) {
        throw preconditionError(
          `The node ${name ?? id} of the Swarm is none of cloudpos:servers in Pulumi.${stack}.yaml.`,
        );
      }
      return reachServer(stack, server);
    },
  };
}

/** In the order of their names, as the program does; the next one while one is away. */
async function firstManager(stack: string, servers: readonly ServerAddress[]): Promise<Docker> {
  const reasons: string[] = [];
  for (const server of servers.filter(({ role }) => role === "manager")) {
    try {
      return await reachServer(stack, server);
    } catch (error) {
      reasons.push(messageOf(error));
    }
  }
  throw preconditionError(
    `No manager of the stack "${stack}" answers:\n${reasons.map((reason) => `  - ${reason}`).join("\n")}\n` +
      `Servers that were never prepared get Docker by ./cloudpos up --stack ${stack}.`,
  );
}

/** The engine of one server. @throws OperatorError (precondition) with its name and what is wrong */
export async function reachServer(stack: string, server: ServerAddress): Promise<Docker> {
  const { default: Client } = await import("dockerode");
  const docker = new Client({
    protocol: "http",
    host: server.address,
    port: 80,
    agent: agentFor(stack, server),
  } as Docker.DockerOptions);
  try {
    await docker.ping();
    return docker;
  } catch (error) {
    throw preconditionError(`${server.name}: ${messageOf(error)}`);
  }
}

function agentFor(stack: string, server: ServerAddress): SshAgent {
  const address = engineAddress(server);
  let agent = agents.get(address);
  if (!agent) {
    const { key, knownHosts } = sshFiles(stack);
    if (!existsSync(key)) {
      throw preconditionError(
        `This machine has no key for the servers of "${stack}" yet (${key}). ` +
          `./cloudpos preview --stack ${stack} writes it, from the secret setting cloudpos:sshKey.`,
      );
    }
    agent = new SshAgent(new URL(address), { identity: key, knownHosts });
    agents.set(address, agent);
  }
  return agent;
}
