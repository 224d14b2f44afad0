/**
 * A renderer for tests: what a Kubernetes platform would make of the model, as plain objects. It keeps the model
 * honest: whatever it cannot be rendered from without knowing Swarm does not belong there.
 */
import type * as pulumi from "@pulumi/pulumi";
import { segmentsOf, startOrder } from "../model/index.ts";
import type { System, Workload } from "../model/index.ts";
import type { Platform, RunningWorkload, Values } from "./platform.ts";

type KubernetesObject = { kind: string; name: string } & Record<string, unknown>;

export class KubernetesSketch implements Platform {
  readonly name = "kubernetes";
  readonly options: pulumi.ResourceOptions = {};
  readonly objects: KubernetesObject[] = [];

  deploy(system: System, values: Values): RunningWorkload[] {
    for (const segment of segmentsOf(system)) {
      const members = system.workloads.filter((w) => w.segments.includes(segment)).map((w) => w.name);
      this.objects.push({ kind: "NetworkPolicy", name: segment, allowsAmong: members });
    }
    for (const secret of system.secrets) {
      if (!system.workloads.some((w) => w.secrets.includes(secret.name))) continue;
      this.objects.push({ kind: "Secret", name: `${secret.name}-g${secret.generation}`, immutable: true });
    }
    for (const workload of startOrder(system)) this.#workload(workload, values);
    for (const schedule of system.schedules) {
      const { name, cron, runsIn, command } = schedule;
      this.objects.push({
        kind: "CronJob",
        name: name.replaceAll(" ", "-"),
        schedule: cron,
        execIn: runsIn,
        command,
      });
    }
    return system.workloads.map((w) => ({
      name: w.name,
      physicalName: w.name,
      ports: w.ports.map((p) => p.number),
    }));
  }

  #workload(w: Workload, values: Values): void {
    const kind =
      w.scale.kind === "every-server" ? "DaemonSet" : w.volumes.length > 0 ? "StatefulSet" : "Deployment";
    this.objects.push({
      kind,
      name: w.name,
      ...(w.scale.kind === "fixed" ? { replicas: w.scale.replicas } : {}),
      strategy:
        w.update === "start-first" ? { maxUnavailable: 0, maxSurge: 1 } : { maxUnavailable: 1, maxSurge: 0 },
      image: values.image(w.image).reference as string,
      ...(w.args ? { args: [...w.args] } : {}),
      env: { ...w.environment },
      securityContext: { runAsUser: w.user.uid, runAsGroup: w.user.gid, readOnlyRootFilesystem: true },
      probe: {
        exec: [...w.probe.command],
        periodSeconds: w.probe.intervalSeconds,
        failureThreshold: w.probe.retries,
      },
      resources: { limits: { cpu: `${w.resources.cpuMilli}m`, memory: `${w.resources.memoryMiB}Mi` } },
      terminationGracePeriodSeconds: w.stop.graceSeconds,
      mounts: {
        configMaps: w.files.map((f) => f.path),
        secrets: w.secrets.map((s) => `/run/secrets/${s}`),
        emptyDirs: w.temporary.map((t) => t.path),
        hostPaths: (w.hostPaths ?? []).map((h) => h.path),
        persistentVolumeClaims: w.volumes.map((v) => `${v.volume}:${v.path}`),
      },
      networks: [...w.segments],
      after: [...w.needs],
    });
    if (w.ports.length > 0) {
      this.objects.push({
        kind: "Service",
        name: w.name,
        clusterIP: "None",
        ports: w.ports.map((p) => p.number),
      });
    }
    if (w.ports.some((p) => p.published)) {
      const ports = w.ports.filter((p) => p.published).map((p) => `${p.published} -> ${p.number}`);
      this.objects.push({ kind: "LoadBalancer", name: w.name, ports });
    }
    if (w.scale.kind === "auto") {
      const { min, max, cpuPercent } = w.scale;
      this.objects.push({ kind: "HorizontalPodAutoscaler", name: w.name, min, max, cpuPercent });
    }
  }
}
