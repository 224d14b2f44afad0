/** Names, addresses and folders of the cluster of one node: one per machine, because bridges and ports are. */
import { join } from "node:path";
import type { Home } from "../toolchain/home.ts";

/** Everything that other programs of the machine could run into; chosen so that they do not. */
export const layout = {
  node: "cloudpos-node",
  /** Every pod's network interface is on it. Also the parent of all cgroups and the prefix of what is cleaned up. */
  bridge: "cloudpos-k8s",
  /** The node's own address, on the bridge: nothing of the cluster listens on the machine's network. */
  address: "10.199.0.1",
  pods: "10.199.0.0/24",
  services: "10.199.128.0/20",
  /** The first address of `services`, which Kubernetes takes for its own API. */
  apiService: "10.199.128.1",
  dnsService: "10.199.128.10",
  domain: "cluster.local",
  /** Node ports start low, so that a stack's own ports can be published by them. */
  nodePorts: "10000-32767",
  ports: {
    api: 16443,
    etcd: 12379,
    etcdPeers: 12380,
    kubelet: 20250,
    proxyHealth: 20256,
    proxyMetrics: 20249,
    registry: 15000,
  },
  /** Sockets and what must not survive a restart of the machine. Short, because a socket's path may not be long. */
  runtime: "/run/cloudpos-kubernetes",
} as const;

/** The registry that the node pulls from. Engines take one on the machine itself without TLS. */
export const registry = `127.0.0.1:${layout.ports.registry}`;

/** Folders and files of the cluster under the home. */
export interface ClusterFolders {
  readonly root: string;
  readonly certificates: string;
  readonly configuration: string;
  readonly logs: string;
  readonly etcd: string;
  readonly kubelet: string;
  readonly podLogs: string;
  readonly containerd: string;
  readonly registry: string;
  readonly volumes: string;
  /** What runs, and what of the machine's settings was changed. */
  readonly record: string;
  /** For kubectl and the provider. */
  readonly kubeconfig: string;
}

/** Names the folders without touching the disk. */
export function clusterFolders(home: Home): ClusterFolders {
  const root = join(home.root, "kubernetes");
  return {
    root,
    certificates: join(root, "certificates"),
    configuration: join(root, "configuration"),
    logs: join(root, "logs"),
    etcd: join(root, "etcd"),
    kubelet: join(root, "kubelet"),
    podLogs: join(root, "pod-logs"),
    containerd: join(root, "containerd"),
    registry: join(root, "registry"),
    volumes: join(root, "volumes"),
    record: join(root, "running.json"),
    kubeconfig: join(root, "kubeconfig"),
  };
}
