import { copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./command.ts";
import { goBuild, goModuleFolder } from "./go.ts";
import type { Home } from "./home.ts";
import { exists, installFolder } from "./install.ts";
import { installOfficial, pluginFolder } from "./providers.ts";
import type { Step, StepContext } from "./step.ts";
import { ensureProgram } from "./system-packages.ts";
import { kubernetesProvider, versions } from "./versions.ts";

const modules = join(import.meta.dirname, "go");

/** Where the programs of a cluster on this machine are. */
export interface ClusterPrograms {
  /** kube-apiserver, kube-controller-manager, kube-scheduler, kubelet, kube-proxy, kubectl. */
  readonly kubernetes: string;
  readonly coredns: string;
  readonly localPathProvisioner: string;
  /** Unpacked Debian packages, as if it were the root folder: etcd, docker-registry, CNI plugins. */
  readonly debian: string;
}

/** Names the folders without touching the disk. */
export function clusterPrograms(home: Home): ClusterPrograms {
  return {
    kubernetes: join(home.cache, `kubernetes-${versions.kubernetes}`),
    coredns: join(home.cache, `coredns-${versions.coredns}`),
    localPathProvisioner: join(home.cache, `local-path-provisioner-${versions.localPathProvisioner}`),
    debian: join(home.cache, "cluster-packages"),
  };
}

/** The provider that a stack on Kubernetes needs: the vendor's plugin, or the same built from its Go module. */
export function kubernetesProviderStep(): Step {
  return {
    id: "kubernetes-provider",
    title: `Pulumi provider for Kubernetes ${kubernetesProvider.version}`,
    needs: ["pulumi"],
    async run(context) {
      const folder = pluginFolder(context.home, kubernetesProvider);
      const program = join(folder, "pulumi-resource-kubernetes");
      if ((await exists(program)) && !(await exists(`${folder}.partial`))) return "already there";
      if (await installOfficial(context, kubernetesProvider)) return "official plugin";
      const built = join(context.home.cache, `pulumi-resource-kubernetes-${kubernetesProvider.version}`);
      await installFolder(built, (target) => buildProvider(context, target));
      await rm(folder, { recursive: true, force: true });
      await rm(`${folder}.partial`, { force: true });
      await mkdir(folder, { recursive: true });
      await symlink(join(built, "pulumi-resource-kubernetes"), program);
      return "the official provider, built from its Go module";
    },
  };
}

/** The provider's main package embeds two files that only its Makefile makes; they are made here instead. */
async function buildProvider(context: StepContext, target: string): Promise<void> {
  const source = join(modules, "pulumi-resource-kubernetes");
  const module = "github.com/pulumi/pulumi-kubernetes/provider/v4";
  const folder = join(target, "source");
  await mkdir(folder);
  for (const file of ["go.mod", "go.sum", "main.go"]) await copyFile(join(source, file), join(folder, file));
  const published = join(await goModuleFolder(context, folder, module), "cmd/pulumi-resource-kubernetes");
  const schema = JSON.parse(await readFile(join(published, "schema.json"), "utf8")) as object;
  const { version } = kubernetesProvider;
  await writeFile(join(folder, "schema.json"), JSON.stringify({ ...schema, version }));
  const mapping = "terraform-mapping.json";
  await writeFile(join(folder, mapping), await readFile(join(published, mapping)));
  await goBuild(context, {
    folder,
    programs: ["."],
    version: `the Kubernetes provider ${version}`,
    output: join(target, "pulumi-resource-kubernetes"),
    stamps: { [`${module}/pkg/version.Version`]: version },
  });
  await rm(folder, { recursive: true });
}

/** The programs of a cluster of one node on this machine; only its tests need them. */
export function clusterSteps(): Step[] {
  return [
    {
      id: "kubernetes",
      title: `Kubernetes ${versions.kubernetes}`,
      // One big build at a time is enough for a machine.
      needs: ["kubernetes-provider"],
      run: (context) =>
        buildOnce(context, clusterPrograms(context.home).kubernetes, {
          module: "kubernetes",
          version: versions.kubernetes,
          programs: [
            "kube-apiserver",
            "kube-controller-manager",
            "kube-proxy",
            "kube-scheduler",
            "kubectl",
            "kubelet",
          ].map((name) => `k8s.io/kubernetes/cmd/${name}`),
          stamps: {
            "k8s.io/component-base/version.gitVersion": `v${versions.kubernetes}`,
            "k8s.io/component-base/version.gitMajor": versions.kubernetes.split(".")[0]!,
            "k8s.io/component-base/version.gitMinor": versions.kubernetes.split(".")[1]!,
          },
        }),
    },
    {
      id: "coredns",
      title: `CoreDNS ${versions.coredns}`,
      needs: ["kubernetes"],
      run: (context) =>
        buildOnce(context, clusterPrograms(context.home).coredns, {
          module: "coredns",
          version: versions.coredns,
          programs: ["cloudpos/toolchain/coredns"],
          stamps: {},
        }),
    },
    {
      id: "local-path-provisioner",
      title: `Volumes on this machine (local-path-provisioner ${versions.localPathProvisioner})`,
      needs: ["coredns"],
      run: (context) =>
        buildOnce(context, clusterPrograms(context.home).localPathProvisioner, {
          module: "local-path-provisioner",
          version: versions.localPathProvisioner,
          programs: ["github.com/rancher/local-path-provisioner"],
          stamps: { "main.VERSION": `v${versions.localPathProvisioner}` },
        }),
    },
    {
      id: "cluster-packages",
      title: "Programs around Kubernetes",
      needs: ["docker"],
      run: packages,
    },
  ];
}

async function buildOnce(
  context: StepContext,
  target: string,
  build: { module: string; version: string; programs: string[]; stamps: Record<string, string> },
): Promise<string> {
  let go = "";
  const built = await installFolder(target, async (folder) => {
    go = await goBuild(context, {
      folder: join(modules, build.module),
      programs: build.programs,
      version: build.version,
      output: `${folder}/`,
      stamps: build.stamps,
    });
  });
  return built ? `built from its Go module with ${go}` : "already there";
}

/**
 * containerd and runc are there with Docker. Of the others only the programs are wanted: their packages would start
 * services of their own on well-known ports, so they are unpacked beside the system instead of installed.
 */
async function packages(context: StepContext): Promise<string> {
  for (const [program, packageName] of [
    ["containerd", "containerd"],
    ["runc", "runc"],
    ["iptables", "iptables"],
    ["ip", "iproute2"],
    ["conntrack", "conntrack"],
  ] as const)
    await ensureProgram(context, program, [packageName]);
  const unpacked = ["etcd-server", "docker-registry", "containernetworking-plugins"];
  const fresh = await installFolder(clusterPrograms(context.home).debian, async (folder) => {
    context.progress(`fetching ${unpacked.join(", ")}`);
    const archives = join(folder, "archives");
    await mkdir(archives);
    await run(context, "apt-get", ["update"]).catch((error: Error) =>
      context.progress(`apt's lists stay as they are (${error.message})`),
    );
    // As root apt would otherwise try to download as a user that cannot enter this folder.
    const user = ["-o", "APT::Sandbox::User=root"];
    await run(context, "apt-get", [...user, "download", ...unpacked], { cwd: archives });
    for (const archive of await readdir(archives))
      await run(context, "dpkg-deb", ["--extract", join(archives, archive), folder]);
    await rm(archives, { recursive: true });
  });
  return fresh ? `${unpacked.join(", ")} from Debian's packages` : "already there";
}
