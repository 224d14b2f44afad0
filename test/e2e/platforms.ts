/** What the end-to-end tests look at on the platform itself, past `./cloudpos`: as an auditor or an intruder would. */
import { reachability } from "../../infra/model/index.ts";
import { weaknessesOfPod, type Pod } from "../../infra/platforms/kubernetes/testing.ts";
import { declaredSystem, settingsOf } from "../stacks/declared.ts";
import { kubectl, selectorFor } from "../stacks/kubernetes-instances.ts";
import { docker, filtersFor } from "../stacks/swarm-instances.ts";
import { containersOfStack, deviations, weaknesses } from "./isolation.ts";

export interface PlatformView {
  /** All that the platform tells about the stack to those who may look, by kind. */
  descriptions(): Promise<Record<string, string>>;
  /** What instances may do and need not, one sentence each. */
  weaknesses(): Promise<string[]>;
  /** Where the network lets through more or less than the model says; undefined when nothing here enforces it. */
  deviations(): Promise<string[] | undefined>;
  /** Use of memory by instance, as limits count it: without pages of files that can be given back. */
  memory(): Promise<{ workload: string; mebibytes: number }[]>;
  /** Sets a variable of a workload behind the program's back. */
  setVariable(workload: string, name: string, value: string): Promise<void>;
  variable(workload: string, name: string): Promise<string | undefined>;
  /** Names of all that belongs to the stack. */
  everything(): Promise<string[]>;
  volumes(): Promise<string[]>;
}

export async function viewOf(stack: string): Promise<PlatformView> {
  return (await settingsOf(stack)).platform === "kubernetes"
    ? new KubernetesView(stack)
    : new SwarmView(stack);
}

class SwarmView implements PlatformView {
  readonly #stack: string;

  constructor(stack: string) {
    this.#stack = stack;
  }

  #list(...command: string[]): Promise<string[]> {
    return docker(...command, ...filtersFor(this.#stack)).then((ids) => ids.split("\n").filter(Boolean));
  }

  async descriptions(): Promise<Record<string, string>> {
    const images = new Set(await this.#list("ps", "--all", "--format", "{{.Image}}"));
    const histories = await Promise.all([...images].map((image) => docker("history", "--no-trunc", image)));
    return {
      containers: await docker("inspect", ...(await this.#list("ps", "--all", "--quiet"))),
      services: await docker("service", "inspect", ...(await this.#list("service", "ls", "--quiet"))),
      "images' histories": histories.join("\n"),
    };
  }

  async weaknesses(): Promise<string[]> {
    return (await containersOfStack(this.#stack)).flatMap((container) =>
      weaknesses(container).map((text) => `${container.Config.Labels["cloudpos.workload"]} ${text}`),
    );
  }

  async deviations(): Promise<string[]> {
    const { workloads } = await declaredSystem(this.#stack);
    const [gateway] = await this.#list("ps", "--quiet", "--filter", "label=cloudpos.workload=gateway");
    const image = await docker("inspect", "--format", "{{.Image}}", gateway!);
    return deviations(this.#stack, image, reachability({ workloads }));
  }

  async memory(): Promise<{ workload: string; mebibytes: number }[]> {
    const format = '{{.ID}}\t{{.Label "cloudpos.workload"}}';
    const workloads = new Map(
      (await this.#list("ps", "--format", format)).map((line) => line.split("\t") as [string, string]),
    );
    const lines = await docker(
      "stats",
      "--no-stream",
      "--format",
      "{{.ID}}\t{{.MemUsage}}",
      ...workloads.keys(),
    );
    return lines.split("\n").map((line) => {
      const [, id, amount, unit] = /^(\w+)\t([\d.]+)(KiB|MiB|GiB)/.exec(line)!;
      const mebibytes = Number(amount) * { KiB: 1 / 1024, MiB: 1, GiB: 1024 }[unit as "KiB"];
      return { workload: workloads.get(id!)!, mebibytes };
    });
  }

  async setVariable(workload: string, name: string, value: string): Promise<void> {
    await docker(
      "service",
      "update",
      "--detach",
      "--env-add",
      `${name}=${value}`,
      `cloudpos-${this.#stack}-${workload}`,
    );
  }

  async variable(workload: string, name: string): Promise<string | undefined> {
    const format = "{{json .Spec.TaskTemplate.ContainerSpec.Env}}";
    const service = `cloudpos-${this.#stack}-${workload}`;
    const env = JSON.parse(await docker("service", "inspect", "--format", format, service)) as string[];
    return env.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
  }

  async everything(): Promise<string[]> {
    const kinds = ["service", "network", "volume", "secret", "config"].map((kind) =>
      this.#list(kind, "ls", "--quiet"),
    );
    return (await Promise.all([this.#list("ps", "--all", "--quiet"), ...kinds])).flat();
  }

  volumes(): Promise<string[]> {
    return this.#list("volume", "ls", "--quiet");
  }
}

class KubernetesView implements PlatformView {
  readonly #stack: string;

  constructor(stack: string) {
    this.#stack = stack;
  }

  async #list<T>(kinds: string): Promise<T[]> {
    const answer = await kubectl(this.#stack, "get", kinds, ...selectorFor(this.#stack), "--output", "json");
    return (JSON.parse(answer) as { items: T[] }).items;
  }

  async descriptions(): Promise<Record<string, string>> {
    const kinds = "pods,deployments,statefulsets,daemonsets,replicasets,configmaps,services,serviceaccounts";
    return { "objects of the API": JSON.stringify(await this.#list(kinds)) };
  }

  async weaknesses(): Promise<string[]> {
    const pods = await this.#list<Pod>("pods");
    return pods.flatMap((pod) => weaknessesOfPod(pod).map((text) => `${pod.metadata.name} ${text}`));
  }

  deviations(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async memory(): Promise<{ workload: string; mebibytes: number }[]> {
    const nodes = (await kubectl(this.#stack, "get", "nodes", "--output", "name")).split("\n");
    const pods = await this.#list<{ metadata: { name: string; labels: Record<string, string> } }>("pods");
    const workloads = new Map(
      pods.map(({ metadata }) => [metadata.name, metadata.labels["cloudpos.workload"]!]),
    );
    const used: { workload: string; mebibytes: number }[] = [];
    for (const node of nodes) {
      const address = `/api/v1/nodes/${node.replace("node/", "")}/proxy/stats/summary`;
      const summary = JSON.parse(await kubectl(this.#stack, "get", "--raw", address)) as {
        pods: { podRef: { name: string }; containers: { memory?: { workingSetBytes?: number } }[] }[];
      };
      for (const { podRef, containers } of summary.pods) {
        const workload = workloads.get(podRef.name);
        if (workload === undefined) continue;
        for (const { memory } of containers)
          used.push({ workload, mebibytes: (memory?.workingSetBytes ?? 0) / 1024 ** 2 });
      }
    }
    return used;
  }

  async setVariable(workload: string, name: string, value: string): Promise<void> {
    const { namespace, container } = await this.#deployment(workload);
    await kubectl(
      this.#stack,
      "set",
      "env",
      `deployment/${workload}`,
      "--namespace",
      namespace,
      "--containers",
      container,
      `${name}=${value}`,
    );
  }

  async variable(workload: string, name: string): Promise<string | undefined> {
    return (await this.#deployment(workload)).env.find((each) => each.name === name)?.value;
  }

  async #deployment(workload: string) {
    interface Deployment {
      metadata: { name: string; namespace: string };
      spec: {
        template: { spec: { containers: { name: string; env?: { name: string; value?: string }[] }[] } };
      };
    }
    const found = (await this.#list<Deployment>("deployments")).find(
      ({ metadata }) => metadata.name === workload,
    )!;
    const { name, env = [] } = found.spec.template.spec.containers[0]!;
    return { namespace: found.metadata.namespace, container: name, env };
  }

  async everything(): Promise<string[]> {
    const kinds =
      "pods,deployments,statefulsets,daemonsets,services,configmaps,secrets,persistentvolumeclaims,networkpolicies,roles,rolebindings,serviceaccounts";
    const objects = (
      await kubectl(this.#stack, "get", kinds, ...selectorFor(this.#stack), "--output", "name")
    ).split("\n");
    const selector = ["--selector", `cloudpos.stack=${this.#stack}`, "--output", "name"];
    const spaces = (await kubectl(this.#stack, "get", "namespaces", ...selector)).split("\n");
    return [...objects, ...spaces].filter(Boolean);
  }

  async volumes(): Promise<string[]> {
    return (await this.#list<{ metadata: { name: string } }>("persistentvolumeclaims")).map(
      ({ metadata }) => metadata.name,
    );
  }
}
