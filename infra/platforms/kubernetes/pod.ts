/** A workload as a pod. */
import type * as inputs from "@pulumi/kubernetes/types/input.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Probe, Workload } from "../../model/index.ts";
import { segmentLabels, workloadLabels } from "./labels.ts";
import { cpu, mebibytes } from "./quantities.ts";

type PodTemplate = inputs.core.v1.PodTemplateSpec;
type Container = inputs.core.v1.Container;
type Volume = inputs.core.v1.Volume;
type VolumeMount = inputs.core.v1.VolumeMount;
type KubernetesProbe = inputs.core.v1.Probe;

/** What a pod is made of beside its workload. Objects are referred to by their names. */
export interface PodParts {
  stack: string;
  image: pulumi.Input<string>;
  serviceAccount: string;
  /** The ConfigMap of the workload's files, and the file of each key. */
  files: { configMap: pulumi.Input<string>; paths: { key: string; path: string }[] } | undefined;
  /** Stored name by the name in `/run/secrets`. */
  secrets: { name: string; stored: string }[];
  imagePullSecret: string | undefined;
  /** Share of the limits that is reserved, in percent. */
  requests: { cpuPercent: number; memoryPercent: number };
  /** Several replicas, which are to be on different servers. */
  spread: boolean;
}

/**
 * How long a stopping pod still answers (seconds). Names resolve to the pods themselves; this is longer than the
 * five seconds for which the cluster's DNS lets an address be remembered.
 */
const FORGOTTEN_AFTER_SECONDS = 8;

/**
 * How long a container may take to start (seconds), where the model does not give it more. One that ends by itself is
 * started again at once; killing one that is merely slow on a busy node would only make it slower.
 */
const START_PATIENCE_SECONDS = 300;

/** Least that is reserved (thousandths of a core), whatever the share says. */
const LEAST_CPU_MILLI = 5;

export function podTemplate(workload: Workload, parts: PodParts): PodTemplate {
  const { stack } = parts;
  const labels = workloadLabels(stack, workload);
  const onHost = (workload.hostPaths ?? []).length > 0;
  const { volumes, mounts } = volumesOf(workload, parts);
  const drain = workload.update === "start-first" || workload.stop.signal ? FORGOTTEN_AFTER_SECONDS : 0;
  return {
    metadata: { labels: { ...labels, ...segmentLabels(workload.segments) } },
    spec: {
      serviceAccountName: parts.serviceAccount,
      // Who may use the API gets its token as one of the files below.
      automountServiceAccountToken: false,
      // Otherwise every Service is in every environment, with names such as REDIS_PORT.
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: workload.user.uid,
        runAsGroup: workload.user.gid,
        // Gives the workload's user its secrets and volumes.
        fsGroup: workload.user.gid,
        // A volume that has it already is left alone: PostgreSQL refuses data that the group may write.
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      },
      ...(parts.imagePullSecret ? { imagePullSecrets: [{ name: parts.imagePullSecret }] } : {}),
      // What measures the servers is on all of them, whatever they are reserved for.
      ...(onHost ? { tolerations: [{ operator: "Exists" }] } : {}),
      ...(parts.spread
        ? {
            topologySpreadConstraints: [
              {
                maxSkew: 1,
                topologyKey: "kubernetes.io/hostname",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: { "cloudpos.workload": workload.name } },
              },
            ],
          }
        : {}),
      ...(workload.memberOf ? { affinity: apart(workload.memberOf) } : {}),
      terminationGracePeriodSeconds: workload.stop.graceSeconds + drain,
      containers: [
        {
          name: workload.name,
          image: parts.image,
          imagePullPolicy: "IfNotPresent",
          ...(workload.args ? { args: [...workload.args] } : {}),
          ...some("env", [
            ...Object.entries(workload.environment).map(([name, value]) => ({ name, value })),
            ...(workload.platformApi ? OWN_IDENTITY : []),
          ]),
          ...some(
            "ports",
            workload.ports.map(({ name, number }) => ({ name, containerPort: number, protocol: "TCP" })),
          ),
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            // Nothing here needs one: own users, ports above 1024.
            capabilities: { drop: ["ALL"] },
          },
          resources: resourcesOf(workload, parts.requests),
          ...probes(workload.probe),
          ...(drain ? { lifecycle: { preStop: stopGently(workload) } } : {}),
          volumeMounts: mounts,
        },
      ],
      volumes,
    },
  };
}

/** Empty lists are left out, as the API server leaves them out. */
function some<K extends string, T>(key: K, list: T[]): { [key in K]?: T[] } {
  return list.length > 0 ? ({ [key]: list } as { [key in K]: T[] }) : {};
}

/** The pod's own names and address, for those who write about themselves into the API. */
const OWN_IDENTITY: inputs.core.v1.EnvVar[] = [
  ["POD_NAME", "metadata.name"],
  ["POD_NAMESPACE", "metadata.namespace"],
  ["POD_IP", "status.podIP"],
].map(([name, fieldPath]) => ({
  name: name!,
  valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: fieldPath! } },
}));

/** Members of one store go to different servers while there are enough. */
function apart(store: string): inputs.core.v1.Affinity {
  return {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 100,
          podAffinityTerm: {
            topologyKey: "kubernetes.io/hostname",
            labelSelector: { matchLabels: { "cloudpos.member-of": store } },
          },
        },
      ],
    },
  };
}

function resourcesOf(workload: Workload, share: PodParts["requests"]): Container["resources"] & object {
  const { cpuMilli, memoryMiB } = workload.resources;
  return {
    limits: { cpu: cpu(cpuMilli), memory: mebibytes(memoryMiB) },
    requests: {
      cpu: cpu(Math.max(LEAST_CPU_MILLI, Math.floor((cpuMilli * share.cpuPercent) / 100))),
      memory: mebibytes(Math.ceil((memoryMiB * share.memoryPercent) / 100)),
    },
  };
}

/**
 * One question, asked three times: until it is answered the pod is starting, then it gets requests as long as it is,
 * and is started again when it has not been for six times that long. A busy node makes answers late; what is only late
 * gets later by being started again, and a store most of all.
 */
function probes(probe: Probe): Pick<Container, "startupProbe" | "readinessProbe" | "livenessProbe"> {
  const question: KubernetesProbe = {
    ...(probe.http
      ? { httpGet: { path: probe.http.path, port: probe.http.port, scheme: "HTTP" } }
      : { exec: { command: [...probe.command] } }),
    timeoutSeconds: probe.timeoutSeconds,
    successThreshold: 1,
  };
  const startPeriod = Math.min(probe.intervalSeconds, 3);
  return {
    startupProbe: {
      ...question,
      periodSeconds: startPeriod,
      failureThreshold: Math.ceil(Math.max(probe.startSeconds, START_PATIENCE_SECONDS) / startPeriod),
    },
    readinessProbe: {
      ...question,
      periodSeconds: probe.intervalSeconds,
      failureThreshold: probe.retries,
    },
    livenessProbe: {
      ...question,
      periodSeconds: probe.intervalSeconds * 2,
      failureThreshold: probe.retries * 3,
    },
  };
}

/** Goes on answering until nobody asks any more. Only then comes the stop, with another signal where one is wanted. */
function stopGently({ stop }: Workload): inputs.core.v1.LifecycleHandler {
  if (!stop.signal || stop.signal === "SIGTERM") return { sleep: { seconds: FORGOTTEN_AFTER_SECONDS } };
  // Kubernetes knows no signal but SIGTERM, which comes when this ends: the process is gone before it does.
  const signal = stop.signal.replace("SIG", "");
  const script = `sleep ${FORGOTTEN_AFTER_SECONDS}; kill -${signal} 1; sleep ${stop.graceSeconds}`;
  return { exec: { command: ["sh", "-c", script] } };
}

/** Readable by the workload's user alone: its group owns them, root is in no container. */
const SECRET_MODE = 0o440;

function volumesOf(workload: Workload, parts: PodParts): { volumes: Volume[]; mounts: VolumeMount[] } {
  const volumes: Volume[] = [];
  const mounts: VolumeMount[] = [];
  if (parts.files) {
    volumes.push({ name: "files", configMap: { name: parts.files.configMap, defaultMode: 0o444 } });
    for (const { key, path } of parts.files.paths) {
      // One by one, because images have files of their own in the same folders.
      mounts.push({ name: "files", mountPath: path, subPath: key, readOnly: true });
    }
  }
  if (parts.secrets.length > 0 || workload.platformApi) {
    volumes.push({
      name: "secrets",
      projected: {
        defaultMode: SECRET_MODE,
        sources: [
          ...parts.secrets.map(({ name, stored }) => ({
            secret: { name: stored, items: [{ key: "value", path: name }] },
          })),
          ...(workload.platformApi ? API_TOKEN : []),
        ],
      },
    });
    mounts.push({ name: "secrets", mountPath: "/run/secrets", readOnly: true });
  }
  for (const { volume, path } of workload.volumes) {
    volumes.push({ name: volume, persistentVolumeClaim: { claimName: volume } });
    mounts.push({ name: volume, mountPath: path });
  }
  for (const [index, { hostPath, path }] of (workload.hostPaths ?? []).entries()) {
    const name = `host-${index}`;
    volumes.push({ name, hostPath: { path: hostPath, type: "" } });
    mounts.push({ name, mountPath: path, readOnly: true });
  }
  for (const { path, sizeMiB } of workload.temporary) {
    const name = path.slice(1).replaceAll("/", "-");
    volumes.push({ name, emptyDir: { medium: "Memory", sizeLimit: mebibytes(sizeMiB) } });
    mounts.push({ name, mountPath: path });
  }
  return { volumes, mounts };
}

/** Where clients look for it: /var/run is /run, which the secrets' volume covers. */
const API_TOKEN: inputs.core.v1.VolumeProjection[] = [
  { serviceAccountToken: { path: "kubernetes.io/serviceaccount/token", expirationSeconds: 3607 } },
  {
    configMap: {
      name: "kube-root-ca.crt",
      items: [{ key: "ca.crt", path: "kubernetes.io/serviceaccount/ca.crt" }],
    },
  },
  {
    downwardAPI: {
      items: [
        {
          path: "kubernetes.io/serviceaccount/namespace",
          fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" },
        },
      ],
    },
  },
];
