/** For tests: what a pod lacks, be it rendered or running. */

/** A pod as Kubernetes describes it, as far as it is looked at. */
export interface Pod {
  metadata: { name?: string; namespace?: string; labels: Record<string, string> };
  spec: {
    hostNetwork?: boolean;
    hostPID?: boolean;
    hostIPC?: boolean;
    automountServiceAccountToken?: boolean;
    serviceAccountName?: string;
    enableServiceLinks?: boolean;
    securityContext?: {
      runAsNonRoot?: boolean;
      runAsUser?: number;
      seccompProfile?: { type: string };
    };
    volumes?: { name: string; hostPath?: object }[];
    containers: Container[];
    initContainers?: Container[];
  };
}

interface Container {
  name: string;
  image: string;
  env?: { name: string; valueFrom?: { secretKeyRef?: object } }[];
  securityContext?: {
    allowPrivilegeEscalation?: boolean;
    privileged?: boolean;
    readOnlyRootFilesystem?: boolean;
    capabilities?: { add?: string[]; drop?: string[] };
  };
  resources?: { limits?: Record<string, string>; requests?: Record<string, string> };
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
  startupProbe?: object;
  readinessProbe?: object;
  livenessProbe?: object;
  ports?: { hostPort?: number }[];
}

/** What is missing of a pod's hardening, one sentence each; empty when all is well. */
export function weaknessesOfPod({ spec }: Pod): string[] {
  const onHost = new Set((spec.volumes ?? []).flatMap((v) => (v.hostPath ? [v.name] : [])));
  const { securityContext: context = {} } = spec;
  const found: [boolean | undefined, string][] = [
    [spec.hostNetwork || spec.hostPID || spec.hostIPC, "shares the server's network or processes"],
    [spec.automountServiceAccountToken !== false, "is given a token of the API"],
    [!spec.serviceAccountName || spec.serviceAccountName === "default", "has no service account of its own"],
    [spec.enableServiceLinks !== false, "has every Service in its environment"],
    [!context.runAsNonRoot || !context.runAsUser, "runs as root"],
    [context.seccompProfile?.type !== "RuntimeDefault", "has no seccomp profile"],
  ];
  for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
    const { securityContext: own = {}, resources: { limits, requests } = {} } = container;
    found.push(
      [own.allowPrivilegeEscalation !== false, "may gain privileges"],
      [own.privileged, "is privileged"],
      [!own.readOnlyRootFilesystem, "can write to its root file system"],
      [!own.capabilities?.drop?.includes("ALL"), "keeps capabilities"],
      [(own.capabilities?.add ?? []).length > 0, "adds capabilities"],
      [!limits?.["cpu"] || !limits["memory"], "has no limits"],
      [!requests?.["cpu"] || !requests["memory"], "reserves nothing"],
      [!container.startupProbe || !container.readinessProbe || !container.livenessProbe, "lacks a probe"],
      [(container.ports ?? []).some((port) => port.hostPort), "takes a port of the server"],
      [(container.env ?? []).some((e) => e.valueFrom?.secretKeyRef), "has a secret in its environment"],
      [
        (container.volumeMounts ?? []).some((m) => onHost.has(m.name) && !m.readOnly),
        "can write to a folder of the server",
      ],
    );
  }
  return found.filter(([weak]) => weak).map(([, text]) => text);
}
