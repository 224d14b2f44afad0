/**
 * Renders the model on Docker Swarm.
 *
 * Every optional block is written with the value that the engine reports back, so that a refresh finds no
 * difference. Service names resolve by DNS round robin and ports are published in host mode: both work on kernels
 * without IPVS, where Swarm's virtual IPs do not.
 */
import { createHash } from "node:crypto";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { generationOf, SEGMENTS, segmentsOf, startOrder } from "../../model/index.ts";
import type { File, Secret, Segment, System, Workload } from "../../model/index.ts";
import { registryLogin, type Registry } from "../../foundation/registry.ts";
import { SERVER_LABEL } from "../../foundation/servers/declaration.ts";
import type { Servers } from "../../foundation/servers/index.ts";
import { keeperOf } from "../../foundation/servers/placement.ts";
import type { Settings } from "../../settings.ts";
import type { Platform, RunningWorkload, Values } from "../platform.ts";
import { crontab } from "../schedule.ts";

/** Longest name that Swarm takes for a config or secret. */
const MAX_NAME = 64;

/** How long a workload may take until it runs and is healthy; where its image has to be pulled first, longer. */
const CONVERGED_WITHIN = "3m";
const CONVERGED_WITHIN_PULLED = "10m";

/** Servers of ours that make up the Swarm. */
interface SwarmServers {
  list: Settings["servers"];
  engineOf: Servers["engineOf"];
}

/**
 * A name without a dot is a workload of this stack and nobody else's business: with `ndots` set, Docker's resolver
 * answers at once that a workload which is away is unknown, instead of asking the servers outside. Where those are
 * silent, that costs 20 seconds for each look-up, just when something has failed; and no search domain can answer in
 * a workload's place.
 */
const NAMES_WITHOUT_DOT_ARE_OURS = { nameservers: [], searches: ["."], options: ["ndots:1"] };

export class Swarm implements Platform {
  readonly name = "swarm";
  readonly #prefix: string;
  readonly #stack: string;
  readonly options: pulumi.ResourceOptions;
  readonly registry: Registry | undefined;
  readonly #servers: SwarmServers | undefined;
  /** Providers for engines of single servers, by the server's name. */
  readonly #engines = new Map<string, docker.Provider>();

  /**
   * @param prefix of every physical name, `cloudpos-dev`
   * @param engine of a manager
   * @param servers where the Swarm is on servers of ours
   */
  constructor(
    stack: string,
    options: {
      prefix: string;
      engine?: docker.ProviderArgs;
      registry?: Registry | undefined;
      servers?: SwarmServers;
    },
  ) {
    this.#stack = stack;
    this.#prefix = options.prefix;
    this.registry = options.registry;
    this.#servers = options.servers;
    // The credentials travel with each service to whichever server pulls its image.
    this.options = {
      provider: new docker.Provider("swarm", { ...options.engine, ...registryLogin(options.registry) }),
    };
  }

  deploy(system: System, values: Values): RunningWorkload[] {
    const networks = new Map(segmentsOf(system).map((segment) => [segment, this.#network(segment)]));
    const secrets = new Map(
      system.secrets
        .filter((secret) => system.workloads.some((w) => w.secrets.includes(secret.name)))
        .map((secret) => [secret.name, this.#secret(secret, system, values)]),
    );
    const volumes = new Map(
      system.workloads.flatMap((w) =>
        w.volumes.map(({ volume }) => [volume, this.#volume(volume, w)] as const),
      ),
    );
    const services = new Map<string, docker.Service>();
    for (const workload of startOrder(system)) {
      const schedules = system.schedules.filter((s) => s.runsIn === workload.name);
      services.set(
        workload.name,
        this.#service(workload, {
          values,
          networks: workload.segments.map((s) => networks.get(s)!),
          secrets: workload.secrets.map((name) => ({ name, resource: secrets.get(name)! })),
          volumes: workload.volumes.map((v) => ({ path: v.path, resource: volumes.get(v.volume)! })),
          files: [...workload.files, ...crontab(schedules)],
          needs: workload.needs.map((name) => services.get(name)!),
        }),
      );
    }
    return [...services.keys()].map((name) => ({
      name,
      physicalName: this.#physical(name),
      ports: system.workloads.find((w) => w.name === name)!.ports.map((p) => p.number),
    }));
  }

  #physical(name: string): string {
    const full = `${this.#prefix}-${name}`;
    if (full.length > MAX_NAME) {
      throw new Error(
        `the name ${full} has ${full.length} characters; Docker takes ${MAX_NAME}. Use a shorter stack name.`,
      );
    }
    return full;
  }

  #labels(workload?: string): { label: string; value: string }[] {
    return [
      { label: "cloudpos.stack", value: this.#stack },
      ...(workload ? [{ label: "cloudpos.workload", value: workload }] : []),
    ];
  }

  #network(segment: Segment): docker.Network {
    return new docker.Network(
      `${segment}-network`,
      {
        name: this.#physical(segment),
        driver: "overlay",
        attachable: true,
        internal: SEGMENTS[segment].internal,
        labels: this.#labels(),
      },
      this.options,
    );
  }

  /** On the server that keeps it: made, found again and purged there, whatever else happens to the Swarm. */
  #volume(name: string, owner: Workload): docker.Volume {
    const keeper = keeperOf(owner, this.#servers?.list ?? []);
    return new docker.Volume(
      `${name}-volume`,
      { name: this.#physical(name), driver: "local", labels: this.#labels() },
      { ...(keeper ? { provider: this.#engine(keeper) } : this.options), protect: true },
    );
  }

  #engine(server: string): docker.Provider {
    let engine = this.#engines.get(server);
    if (!engine) {
      engine = new docker.Provider(`${server}-engine`, this.#servers!.engineOf(server));
      this.#engines.set(server, engine);
    }
    return engine;
  }

  /** Where it may run: with its volumes; else anywhere, spread over the servers. */
  #placement(workload: Workload): { placement?: docker.types.input.ServiceTaskSpecPlacement } {
    const servers = this.#servers?.list ?? [];
    if (servers.length < 2) return {};
    if (workload.volumes.length > 0) {
      const constraint = `node.labels.${SERVER_LABEL}==${keeperOf(workload, servers)}`;
      return { placement: { constraints: [constraint] } };
    }
    if (workload.scale.kind === "every-server") return {};
    return { placement: { prefs: [`node.labels.${SERVER_LABEL}`] } };
  }

  /** The name carries the generation: Swarm's secrets never change, a new generation is a new object. */
  #secret(secret: Secret, system: System, values: Values): docker.Secret {
    return new docker.Secret(
      secret.name,
      {
        name: this.#physical(`${secret.name}-g${generationOf(secret, system)}`),
        data: values.secret(secret.name).apply((value) => Buffer.from(value).toString("base64")),
        labels: this.#labels(),
      },
      this.options,
    );
  }

  /** The name carries a hash of the content, so a changed file is a new object and rolls its users. */
  #config(workload: Workload, file: File, values: Values): docker.ServiceConfig {
    const name = file.path
      .split("/")
      .at(-1)!
      .replaceAll(/[^A-Za-z0-9-]/g, "-");
    const content =
      file.content.kind === "text"
        ? pulumi.output(file.content.text)
        : file.content.kind === "ca"
          ? values.ca
          : values.certificate(file.content.certificate);
    const physical = (text: string) => {
      const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
      return this.#physical(`${workload.name}-${name}-${hash}`);
    };
    return new docker.ServiceConfig(
      `${workload.name}-${name}`,
      {
        // Known without asking the engine, so that a preview shows the real name.
        name: file.content.kind === "text" ? physical(file.content.text) : content.apply(physical),
        data: content.apply((text) => Buffer.from(text).toString("base64")),
        labels: this.#labels(workload.name),
      },
      this.options,
    );
  }

  #service(
    workload: Workload,
    parts: {
      values: Values;
      networks: docker.Network[];
      secrets: { name: string; resource: docker.Secret }[];
      volumes: { path: string; resource: docker.Volume }[];
      files: readonly File[];
      needs: docker.Service[];
    },
  ): docker.Service {
    if (workload.scale.kind === "auto") {
      throw new Error(`${workload.name}: Swarm has no automatic scaling; give a fixed number of replicas`);
    }
    const image = parts.values.image(workload.image);
    const owner = { fileUid: String(workload.user.uid), fileGid: String(workload.user.gid) };
    const rollout = {
      parallelism: 1,
      delay: "0s",
      monitor: "5s",
      maxFailureRatio: "0.0",
      order: workload.update,
    };
    return new docker.Service(
      workload.name,
      {
        name: this.#physical(workload.name),
        labels: this.#labels(workload.name),
        mode:
          workload.scale.kind === "every-server"
            ? { global: true }
            : { replicated: { replicas: workload.scale.replicas } },
        taskSpec: {
          containerSpec: {
            image: image.reference,
            ...(workload.args ? { args: [...workload.args] } : {}),
            user: `${workload.user.uid}:${workload.user.gid}`,
            env: { ...workload.environment },
            labels: this.#labels(workload.name),
            readOnly: true,
            // Nothing here needs one: own users, ports above 1024.
            capDrops: ["ALL"],
            dnsConfig: NAMES_WITHOUT_DOT_ARE_OURS,
            healthcheck: {
              tests: ["CMD", ...workload.probe.command],
              interval: `${workload.probe.intervalSeconds}s`,
              timeout: `${workload.probe.timeoutSeconds}s`,
              startPeriod: `${workload.probe.startSeconds}s`,
              retries: workload.probe.retries,
            },
            stopGracePeriod: `${workload.stop.graceSeconds}s`,
            stopSignal: workload.stop.signal ?? "SIGTERM",
            mounts: [
              ...parts.volumes.map((v) => ({
                type: "volume",
                source: v.resource.name,
                target: v.path,
                readOnly: false,
              })),
              ...(workload.hostPaths ?? []).map((h) => ({
                type: "bind",
                source: h.hostPath,
                target: h.path,
                readOnly: true,
              })),
              ...workload.temporary.map((t) => ({
                type: "tmpfs",
                target: t.path,
                readOnly: false,
                tmpfsOptions: { sizeBytes: t.sizeMiB * 1024 * 1024, mode: 0o1777 },
              })),
            ],
            secrets: parts.secrets.map(({ name, resource }) => ({
              secretId: resource.id,
              secretName: resource.name,
              fileName: `/run/secrets/${name}`,
              fileMode: 0o400,
              ...owner,
            })),
            configs: parts.files.map((file) => {
              const config = this.#config(workload, file, parts.values);
              return {
                configId: config.id,
                configName: config.name,
                fileName: file.path,
                fileMode: 0o444,
                ...owner,
              };
            }),
          },
          resources: {
            limits: {
              memoryBytes: workload.resources.memoryMiB * 1024 * 1024,
              nanoCpus: workload.resources.cpuMilli * 1_000_000,
            },
          },
          restartPolicy: { condition: "any", delay: "1s", maxAttempts: 0, window: "0s" },
          logDriver: { name: "json-file", options: { "max-size": "10m", "max-file": "3" } },
          networksAdvanceds: parts.networks.map((network) => ({
            name: network.id,
            aliases: [workload.name],
          })),
          ...this.#placement(workload),
          forceUpdate: 0,
          runtime: "container",
        },
        endpointSpec: {
          mode: "dnsrr",
          ports: workload.ports
            .filter((port) => port.published !== undefined)
            .map((port) => ({
              name: port.name,
              protocol: "tcp",
              publishMode: "host",
              targetPort: port.number,
              publishedPort: port.published!,
            })),
        },
        updateConfig: { ...rollout, failureAction: "rollback" },
        rollbackConfig: { ...rollout, failureAction: "pause" },
        ...(workload.scale.kind === "every-server"
          ? {}
          : {
              convergeConfig: {
                delay: "1s",
                timeout: this.registry ? CONVERGED_WITHIN_PULLED : CONVERGED_WITHIN,
              },
            }),
      },
      {
        ...this.options,
        dependsOn: [...parts.needs, ...image.dependsOn],
        // Two services cannot have one name, and a volume or port of the machine has one owner.
        deleteBeforeReplace: true,
      },
    );
  }
}
