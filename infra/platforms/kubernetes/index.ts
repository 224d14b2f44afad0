/**
 * Renders the model on Kubernetes: any conformant cluster of version 1.30 or later, nothing of a cloud.
 *
 * The names of the model are names here too, in a namespace of the stack's own. A Service without an address of its
 * own makes each a DNS name that resolves to all ready pods of its workload, as on Swarm, so that clients and
 * Prometheus see the same on both. What has to be written in one certain way so that a later preview finds nothing
 * to do is written so: quantities, ports, probes.
 */
import { createHash } from "node:crypto";
// Each by its own path: the whole package takes seconds to load.
import { DaemonSet } from "@pulumi/kubernetes/apps/v1/daemonSet.js";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment.js";
import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet.js";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/persistentVolumeClaim.js";
import { Secret as KubernetesSecret } from "@pulumi/kubernetes/core/v1/secret.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import { Role } from "@pulumi/kubernetes/rbac/v1/role.js";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding.js";
import type * as inputs from "@pulumi/kubernetes/types/input.js";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { registryLogin, type Registry } from "../../foundation/registry.ts";
import { generationOf, segmentsOf, startOrder } from "../../model/index.ts";
import type { File, Secret, System, Workload } from "../../model/index.ts";
import type { Settings } from "../../settings.ts";
import type { Platform, RunningWorkload, Values } from "../platform.ts";
import { crontab } from "../schedule.ts";
import { memberLabels, selectorOf, stackLabels, workloadLabels } from "./labels.ts";
import { foundation, ownPolicies, segmentPolicy } from "./network-policies.ts";
import { podTemplate } from "./pod.ts";
import { cpu, gibibytes } from "./quantities.ts";

/** How long a workload may take to become ready, its image's download included. */
const READY_WITHIN = "10m";

/** An object of its own name needs nothing to happen before it counts as made. */
const DO_NOT_WAIT = { "pulumi.com/skipAwait": "true" };

const PULL_SECRET = "registry";

export class Kubernetes implements Platform {
  readonly name = "kubernetes";
  readonly options: pulumi.ResourceOptions;
  readonly registry: Registry | undefined;
  readonly #stack: string;
  readonly #settings: Settings["kubernetes"];
  readonly #inCluster: pulumi.ResourceOptions;

  /**
   * @param dockerHost engine that builds the images
   * @param kubeconfig content, used where the settings name no file
   */
  constructor(
    stack: string,
    options: {
      settings: Settings["kubernetes"];
      dockerHost?: string;
      kubeconfig?: pulumi.Output<string> | undefined;
      registry?: Registry | undefined;
    },
  ) {
    this.#stack = stack;
    this.#settings = options.settings;
    this.registry = options.registry;
    this.options = {
      provider: new docker.Provider("images", {
        ...(options.dockerHost ? { host: options.dockerHost } : {}),
        ...registryLogin(options.registry),
      }),
    };
    const kubeconfig = options.settings.kubeconfig || options.kubeconfig;
    this.#inCluster = {
      provider: new Provider("kubernetes", {
        ...(kubeconfig ? { kubeconfig } : {}),
        ...(options.settings.context ? { context: options.settings.context } : {}),
        // A renewed kubeconfig is the same cluster: nothing is made anew for it.
        clusterIdentifier: stack,
        enableServerSideApply: true,
      }),
    };
  }

  deploy(system: System, values: Values): RunningWorkload[] {
    const main = this.#space("namespace", this.#namespaceName, "restricted", system);
    const onServers = system.workloads.filter(isOnServers);
    // Reading the servers' own files is more than `restricted` allows, so what does it is apart from all else.
    const servers =
      onServers.length > 0
        ? this.#space(
            "servers-namespace",
            `${this.#namespaceName}-servers`,
            "privileged",
            { ...system, workloads: onServers },
            "servers-",
          )
        : undefined;
    const secrets = new Map(
      system.secrets
        .filter((secret) => system.workloads.some((w) => w.secrets.includes(secret.name)))
        .map((secret) => [secret.name, this.#secret(secret, system, values, main)]),
    );
    const volumeNames = new Set(system.workloads.flatMap((w) => w.volumes.map((v) => v.volume)));
    const volumes = new Map([...volumeNames].map((name) => [name, this.#volume(name, main)]));
    this.#disruptionBudgets(system, main);
    const running = new Map<string, { resource: pulumi.Resource; kind: string }>();
    for (const workload of startOrder(system)) {
      const space = isOnServers(workload) ? servers! : main;
      const schedules = system.schedules.filter((s) => s.runsIn === workload.name);
      running.set(
        workload.name,
        this.#workload(workload, {
          space,
          main,
          values,
          files: [...workload.files, ...crontab(schedules)],
          secrets: workload.secrets.map((name) => ({ name, ...secrets.get(name)! })),
          volumes: workload.volumes.map(({ volume }) => volumes.get(volume)!),
          needs: workload.needs.map((name) => running.get(name)!.resource),
        }),
      );
    }
    return system.workloads.map((w) => ({
      name: w.name,
      physicalName: `${running.get(w.name)!.kind}/${w.name}`,
      ports: w.ports.map((p) => p.number),
    }));
  }

  get #namespaceName(): string {
    return this.#settings.namespace || `cloudpos-${this.#stack}`;
  }

  /** A namespace and the policies of those who are in it, which are there before any pod. */
  #space(
    logicalName: string,
    name: string,
    podSecurity: "restricted" | "privileged",
    members: Pick<System, "workloads">,
    prefix = "",
  ): Space {
    const namespace = new Namespace(
      logicalName,
      {
        metadata: {
          name,
          labels: {
            ...stackLabels(this.#stack),
            ...Object.fromEntries(
              ["enforce", "warn", "audit"].map((mode) => [`pod-security.kubernetes.io/${mode}`, podSecurity]),
            ),
          },
        },
      },
      // Who deletes a namespace deletes its volumes.
      { ...this.#inCluster, protect: podSecurity === "restricted" },
    );
    const specs = {
      ...foundation(),
      ...Object.fromEntries(
        segmentsOf(members as System).map((s) => [`segment-${s}`, segmentPolicy(this.#stack, s)]),
      ),
      ...Object.assign({}, ...members.workloads.map((w) => this.#ownPoliciesIn(w, podSecurity))),
    } as Record<string, inputs.networking.v1.NetworkPolicySpec>;
    const policies = Object.entries(specs).map(
      ([policy, spec]) =>
        new NetworkPolicy(
          `${prefix}${policy}`,
          { metadata: this.#metadata(policy, namespace, stackLabels(this.#stack)), spec },
          this.#inCluster,
        ),
    );
    return { namespace, prefix, first: policies };
  }

  /** In the namespace that the workload runs in, and only there. */
  #ownPoliciesIn(workload: Workload, podSecurity: "restricted" | "privileged") {
    return isOnServers(workload) === (podSecurity === "privileged") ? ownPolicies(this.#stack, workload) : {};
  }

  #metadata(
    name: pulumi.Input<string>,
    namespace: Namespace,
    labels: Record<string, string>,
    annotations: Record<string, string> = {},
  ): inputs.meta.v1.ObjectMeta {
    return {
      name,
      namespace: namespace.metadata.name,
      labels,
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    };
  }

  /** The name carries the generation: an object never changes, a new generation is a new one. */
  #secret(secret: Secret, system: System, values: Values, space: Space): StoredSecret {
    const stored = `${secret.name}-g${generationOf(secret, system)}`;
    const resource = new KubernetesSecret(
      secret.name,
      {
        metadata: this.#metadata(stored, space.namespace, stackLabels(this.#stack)),
        type: "Opaque",
        immutable: true,
        data: { value: values.secret(secret.name).apply(base64) },
      },
      this.#inCluster,
    );
    return { stored, resource };
  }

  #pullSecret(space: Space): StoredSecret | undefined {
    if (!this.registry?.credentials) return undefined;
    const { host, credentials } = this.registry;
    space.pullSecret ??= {
      stored: PULL_SECRET,
      resource: new KubernetesSecret(
        `${space.prefix}${PULL_SECRET}`,
        {
          metadata: this.#metadata(PULL_SECRET, space.namespace, stackLabels(this.#stack)),
          type: "kubernetes.io/dockerconfigjson",
          data: {
            ".dockerconfigjson": credentials.password.apply((password) =>
              base64(
                JSON.stringify({
                  auths: { [host]: { auth: base64(`${credentials.username}:${password}`) } },
                }),
              ),
            ),
          },
        },
        this.#inCluster,
      ),
    };
    return space.pullSecret;
  }

  /** Kept when the stack goes down, as on every platform. */
  #volume(name: string, space: Space): PersistentVolumeClaim {
    const { storageClass, volumeGiB, volumesGiB } = this.#settings;
    return new PersistentVolumeClaim(
      name,
      {
        // Bound only when its first pod is placed, in most clusters.
        metadata: this.#metadata(name, space.namespace, stackLabels(this.#stack), DO_NOT_WAIT),
        spec: {
          accessModes: ["ReadWriteOnce"],
          ...(storageClass ? { storageClassName: storageClass } : {}),
          resources: { requests: { storage: gibibytes(volumesGiB[name] ?? volumeGiB) } },
        },
      },
      { ...this.#inCluster, protect: true },
    );
  }

  /** The workload's files in one object. Its name carries a hash of them, so a changed file is a new one. */
  #files(workload: Workload, files: readonly File[], values: Values, space: Space) {
    if (files.length === 0) return undefined;
    const paths = files.map(({ path }) => ({ key: path.slice(1).replaceAll("/", "."), path }));
    const contents = pulumi.all(
      files.map(({ content }) =>
        content.kind === "text"
          ? pulumi.output(content.text)
          : content.kind === "ca"
            ? values.ca
            : values.certificate(content.certificate),
      ),
    );
    const name = contents.apply((texts) => {
      const hash = createHash("sha256").update(JSON.stringify([paths, texts]));
      return `${workload.name}-files-${hash.digest("hex").slice(0, 8)}`;
    });
    const resource = new ConfigMap(
      `${workload.name}-files`,
      {
        metadata: this.#metadata(name, space.namespace, workloadLabels(this.#stack, workload)),
        immutable: true,
        data: contents.apply((texts) =>
          Object.fromEntries(texts.map((text, index) => [paths[index]!.key, text])),
        ),
      },
      this.#inCluster,
    );
    return { configMap: name, paths, resource };
  }

  /** An identity for each; rights in the API only where the model says so. */
  #serviceAccount(workload: Workload, space: Space): pulumi.Resource[] {
    const labels = workloadLabels(this.#stack, workload);
    const metadata = this.#metadata(workload.name, space.namespace, labels);
    const account = new ServiceAccount(
      workload.name,
      { metadata, automountServiceAccountToken: false },
      this.#inCluster,
    );
    if (workload.platformApi !== "leader-election") return [account];
    const role = new Role(workload.name, { metadata, rules: LEADER_ELECTION }, this.#inCluster);
    const binding = new RoleBinding(
      workload.name,
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: workload.name },
        subjects: [{ kind: "ServiceAccount", name: workload.name, namespace: space.namespace.metadata.name }],
      },
      { ...this.#inCluster, dependsOn: [role] },
    );
    return [account, binding];
  }

  #workload(
    workload: Workload,
    parts: {
      space: Space;
      main: Space;
      values: Values;
      files: readonly File[];
      secrets: ({ name: string } & StoredSecret)[];
      volumes: PersistentVolumeClaim[];
      needs: pulumi.Resource[];
    },
  ): { resource: pulumi.Resource; kind: string } {
    const { space, values } = parts;
    if (isOnServers(workload) && workload.secrets.length + workload.volumes.length > 0) {
      throw new Error(
        `${workload.name}: secrets and volumes are not where workloads run that read the servers' files`,
      );
    }
    const image = values.image(workload.image);
    const files = this.#files(workload, parts.files, values, space);
    const pullSecret = this.#pullSecret(space);
    const accounts = this.#serviceAccount(workload, space);
    const names = this.#nameServices(workload, parts.main, space);
    const metadata = this.#metadata(workload.name, space.namespace, workloadLabels(this.#stack, workload));
    const selector = { matchLabels: selectorOf(this.#stack, workload) };
    const template = podTemplate(workload, {
      stack: this.#stack,
      image: image.reference,
      serviceAccount: workload.name,
      files,
      secrets: parts.secrets,
      imagePullSecret: pullSecret?.stored,
      requests: this.#settings.requests,
      spread: hasReplicas(workload),
    });
    const options: pulumi.ResourceOptions = {
      ...this.#inCluster,
      dependsOn: [
        ...space.first,
        ...accounts,
        ...names,
        ...(files ? [files.resource] : []),
        ...(pullSecret ? [pullSecret.resource] : []),
        ...parts.secrets.map((secret) => secret.resource),
        ...parts.volumes,
        ...parts.needs,
        ...image.dependsOn,
      ],
      customTimeouts: { create: READY_WITHIN, update: READY_WITHIN },
    };
    if (workload.scale.kind === "every-server") {
      const updateStrategy = {
        type: "RollingUpdate",
        rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
      };
      const spec = { selector, template, updateStrategy };
      return {
        resource: new DaemonSet(workload.name, { metadata, spec }, options),
        kind: "daemonset",
      };
    }
    if (workload.volumes.length > 0) {
      const resource = new StatefulSet(
        workload.name,
        {
          metadata,
          spec: {
            serviceName: workload.name,
            replicas: replicasOf(workload),
            // A pod that does not become ready must not keep its mended successor from starting.
            podManagementPolicy: "Parallel",
            updateStrategy: { type: "RollingUpdate" },
            selector,
            template,
          },
        },
        options,
      );
      return { resource, kind: "statefulset" };
    }
    const resource = new Deployment(
      workload.name,
      {
        metadata,
        spec: {
          replicas: workload.scale.kind === "auto" ? workload.scale.min : workload.scale.replicas,
          revisionHistoryLimit: 3,
          strategy:
            workload.update === "start-first"
              ? { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
              : { type: "Recreate" },
          selector,
          template,
        },
      },
      // It begins with the least; from then on the autoscaler says how many, and `up` must not set that back.
      workload.scale.kind === "auto" ? { ...options, ignoreChanges: ["spec.replicas"] } : options,
    );
    this.#autoscaler(workload, space, resource);
    return { resource, kind: "deployment" };
  }

  /** The workload's name in DNS, and its way in from outside where it has one. */
  #nameServices(workload: Workload, main: Space, space: Space): Service[] {
    if (workload.ports.length === 0) return [];
    const labels = workloadLabels(this.#stack, workload);
    const selector = selectorOf(this.#stack, workload);
    const headless = new Service(
      workload.name,
      {
        metadata: this.#metadata(workload.name, space.namespace, labels, DO_NOT_WAIT),
        spec: {
          type: "ClusterIP",
          clusterIP: "None",
          selector,
          // Members have to find each other before they can be ready.
          ...(workload.memberOf ? { publishNotReadyAddresses: true } : {}),
          ports: workload.ports.map(({ name, number }) => ({
            name,
            port: number,
            targetPort: number,
            protocol: "TCP",
          })),
        },
      },
      this.#inCluster,
    );
    const published = workload.ports.filter((port) => port.published !== undefined);
    const extra: Service[] = [];
    if (space !== main) {
      extra.push(
        new Service(
          `${workload.name}-name`,
          {
            metadata: this.#metadata(workload.name, main.namespace, labels, DO_NOT_WAIT),
            spec: {
              type: "ExternalName",
              externalName: pulumi.interpolate`${workload.name}.${space.namespace.metadata.name}.svc.${this.#settings.clusterDomain}`,
            },
          },
          this.#inCluster,
        ),
      );
    }
    if (published.length > 0) {
      const byNode = this.#settings.exposure === "node-ports";
      extra.push(
        new Service(
          `${workload.name}-published`,
          {
            metadata: this.#metadata(`${workload.name}-published`, space.namespace, labels, {
              ...DO_NOT_WAIT,
              ...(byNode ? {} : this.#settings.loadBalancerAnnotations),
            }),
            spec: {
              type: byNode ? "NodePort" : "LoadBalancer",
              // Keeps the caller's address: rate limits and the admin networks go by it.
              externalTrafficPolicy: "Local",
              selector,
              ports: published.map((port) => ({
                name: port.name,
                port: port.published!,
                targetPort: port.number,
                protocol: "TCP",
                ...(byNode ? { nodePort: port.published! } : {}),
              })),
            },
          },
          this.#inCluster,
        ),
      );
    }
    return [headless, ...extra];
  }

  #autoscaler({ name, scale, resources }: Workload, space: Space, deployment: Deployment): void {
    if (scale.kind !== "auto") return;
    new HorizontalPodAutoscaler(
      name,
      {
        metadata: this.#metadata(name, space.namespace, stackLabels(this.#stack)),
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
          minReplicas: scale.min,
          maxReplicas: scale.max,
          metrics: [
            {
              type: "Resource",
              resource: {
                name: "cpu",
                // A share of the limit. The API's own percentages are of what is reserved, which is far less.
                target: {
                  type: "AverageValue",
                  averageValue: cpu(Math.round((resources.cpuMilli * scale.cpuPercent) / 100)),
                },
              },
            },
          ],
        },
      },
      { ...this.#inCluster, dependsOn: [deployment] },
    );
  }

  /** Maintenance of servers takes one of several at a time; of what there is only one of, it may take that. */
  #disruptionBudgets(system: System, space: Space): void {
    const budget = (name: string, matchLabels: Record<string, string>) =>
      new PodDisruptionBudget(
        name,
        {
          metadata: this.#metadata(name, space.namespace, stackLabels(this.#stack)),
          spec: { maxUnavailable: 1, selector: { matchLabels } },
        },
        this.#inCluster,
      );
    for (const workload of system.workloads) {
      if (hasReplicas(workload) && !workload.memberOf)
        budget(workload.name, selectorOf(this.#stack, workload));
    }
    const stores = new Set(system.workloads.flatMap((w) => (w.memberOf ? [w.memberOf] : [])));
    for (const store of stores) {
      budget(`${store}-members`, { "cloudpos.stack": this.#stack, ...memberLabels(store) });
    }
  }
}

/** A namespace of the stack. */
interface Space {
  namespace: Namespace;
  /** Of logical names, where the same object is in more than one. */
  prefix: string;
  /** What has to be there before a pod. */
  first: pulumi.Resource[];
  pullSecret?: StoredSecret;
}

interface StoredSecret {
  stored: string;
  resource: KubernetesSecret;
}

/** What Patroni needs of the API in its own namespace, and nothing else. */
const LEADER_ELECTION: inputs.rbac.v1.PolicyRule[] = [
  {
    apiGroups: [""],
    resources: ["configmaps", "endpoints"],
    verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
  },
  { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "patch", "update", "watch"] },
];

const base64 = (text: string) => Buffer.from(text).toString("base64");

const isOnServers = (workload: Workload) => (workload.hostPaths ?? []).length > 0;

function replicasOf({ name, scale }: Workload): number {
  if (scale.kind === "fixed") return scale.replicas;
  throw new Error(`${name}: what owns a volume has a fixed number of replicas`);
}

function hasReplicas({ scale }: Workload): boolean {
  return (scale.kind === "fixed" && scale.replicas > 1) || (scale.kind === "auto" && scale.max > 1);
}
