/** The programs of the cluster, each with its command line and what it reads; in the order in which they start. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ClusterPrograms } from "../toolchain/kubernetes.ts";
import { layout, registry, type ClusterFolders } from "./layout.ts";
import type { Program } from "./processes.ts";

/** Where the pods' engine listens. */
export const containerdSocket = join(layout.runtime, "containerd.sock");

/** Flags as Kubernetes' programs take them. */
const flags = (given: Readonly<Record<string, string | number | boolean>>) =>
  Object.entries(given).map(([name, value]) => `--${name}=${value}`);

/** What the cluster is before it holds anything: its store, the registry, the pods' engine, the API. */
export function foundation(programs: ClusterPrograms, folders: ClusterFolders): Program[] {
  const file = (name: string) => join(folders.certificates, name);
  const etcd = `https://127.0.0.1:${layout.ports.etcd}`;
  const peers = `http://127.0.0.1:${layout.ports.etcdPeers}`;
  return [
    {
      name: "etcd",
      file: join(programs.debian, "usr/bin/etcd"),
      args: flags({
        name: layout.node,
        "data-dir": folders.etcd,
        "listen-client-urls": etcd,
        "advertise-client-urls": etcd,
        "listen-peer-urls": peers,
        "initial-advertise-peer-urls": peers,
        "initial-cluster": `${layout.node}=${peers}`,
        "cert-file": file("etcd.crt"),
        "key-file": file("etcd.key"),
        "client-cert-auth": true,
        "trusted-ca-file": file("ca.crt"),
        // Nothing here outlives the machine.
        "unsafe-no-fsync": true,
      }),
    },
    {
      name: "registry",
      file: join(programs.debian, "usr/bin/docker-registry"),
      args: ["serve", join(folders.configuration, "registry.json")],
    },
    {
      name: "containerd",
      file: "containerd",
      args: ["--config", join(folders.configuration, "containerd.toml")],
    },
    {
      name: "kube-apiserver",
      file: join(programs.kubernetes, "kube-apiserver"),
      args: flags({
        "bind-address": layout.address,
        "advertise-address": layout.address,
        "secure-port": layout.ports.api,
        "etcd-servers": etcd,
        "etcd-cafile": file("ca.crt"),
        "etcd-certfile": file("apiserver-etcd.crt"),
        "etcd-keyfile": file("apiserver-etcd.key"),
        "client-ca-file": file("ca.crt"),
        "tls-cert-file": file("apiserver.crt"),
        "tls-private-key-file": file("apiserver.key"),
        "kubelet-certificate-authority": file("ca.crt"),
        "kubelet-client-certificate": file("apiserver-kubelet.crt"),
        "kubelet-client-key": file("apiserver-kubelet.key"),
        "kubelet-preferred-address-types": "InternalIP",
        "proxy-client-cert-file": file("front-proxy.crt"),
        "proxy-client-key-file": file("front-proxy.key"),
        "requestheader-client-ca-file": file("ca.crt"),
        "requestheader-allowed-names": "front-proxy",
        "requestheader-extra-headers-prefix": "X-Remote-Extra-",
        "requestheader-group-headers": "X-Remote-Group",
        "requestheader-username-headers": "X-Remote-User",
        "service-account-issuer": `https://kubernetes.default.svc.${layout.domain}`,
        "service-account-key-file": file("service-accounts.pub"),
        "service-account-signing-key-file": file("service-accounts.key"),
        "service-cluster-ip-range": layout.services,
        "service-node-port-range": layout.nodePorts,
        "authorization-mode": "Node,RBAC",
        "enable-admission-plugins": "NodeRestriction",
        "anonymous-auth": false,
        profiling: false,
        // Of the local volumes' helper pods.
        "allow-privileged": true,
      }),
    },
  ];
}

/** What keeps the cluster as it is asked to be; started when the API answers. */
export function controllers(programs: ClusterPrograms, folders: ClusterFolders): Program[] {
  const file = (name: string) => join(folders.certificates, name);
  return [
    {
      name: "kube-controller-manager",
      file: join(programs.kubernetes, "kube-controller-manager"),
      args: flags({
        kubeconfig: file("controller-manager.kubeconfig"),
        "leader-elect": false,
        "secure-port": 0,
        profiling: false,
        "use-service-account-credentials": true,
        "service-account-private-key-file": file("service-accounts.key"),
        "root-ca-file": file("ca.crt"),
        "cluster-cidr": layout.pods,
        "allocate-node-cidrs": true,
        "node-cidr-mask-size": layout.pods.split("/")[1]!,
        "service-cluster-ip-range": layout.services,
        "flex-volume-plugin-dir": join(folders.kubelet, "volume-plugins"),
      }),
    },
    {
      name: "kube-scheduler",
      file: join(programs.kubernetes, "kube-scheduler"),
      args: flags({
        kubeconfig: file("scheduler.kubeconfig"),
        "leader-elect": false,
        "secure-port": 0,
        profiling: false,
      }),
    },
    {
      name: "kubelet",
      file: join(programs.kubernetes, "kubelet"),
      args: flags({
        config: join(folders.configuration, "kubelet.json"),
        kubeconfig: file("kubelet.kubeconfig"),
        "hostname-override": layout.node,
        "node-ip": layout.address,
        "root-dir": folders.kubelet,
        "cert-dir": join(folders.kubelet, "pki"),
      }),
    },
    {
      name: "kube-proxy",
      file: join(programs.kubernetes, "kube-proxy"),
      args: flags({ config: join(folders.configuration, "kube-proxy.json") }),
    },
    {
      name: "local-path-provisioner",
      file: join(programs.localPathProvisioner, "local-path-provisioner"),
      args: [
        "start",
        ...flags({
          kubeconfig: folders.kubeconfig,
          namespace: "local-path-storage",
          config: join(folders.configuration, "volumes/config.json"),
          "helper-pod-file": join(folders.configuration, "volumes/helperPod.yaml"),
        }),
      ],
    },
  ];
}

/** Writes what the programs read. `pause` is the image that holds a pod's network. */
export async function writeConfiguration(
  programs: ClusterPrograms,
  folders: ClusterFolders,
  given: { pause: string; volumes: Readonly<Record<string, string>> },
): Promise<void> {
  const write = async (name: string, content: string | object) => {
    const path = join(folders.configuration, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`);
  };
  for (const [name, content] of Object.entries(given.volumes)) await write(join("volumes", name), content);
  await write("registry.json", {
    version: "0.1",
    log: { accesslog: { disabled: true }, level: "warn" },
    storage: { filesystem: { rootdirectory: folders.registry }, delete: { enabled: true } },
    http: { addr: registry },
  });
  await write(
    "containerd.toml",
    `version = 2
root = "${folders.containerd}"
state = "${join(layout.runtime, "containerd")}"

[grpc]
  address = "${containerdSocket}"

[plugins."io.containerd.internal.v1.opt"]
  path = "${join(folders.containerd, "opt")}"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${given.pause}"
  # Without the capability to lower it, a container that asks for a lower score would not start.
  restrict_oom_score_adj = true
  disable_apparmor = true
  netns_mounts_under_state_dir = true
  stream_server_address = "127.0.0.1"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${join(programs.debian, "usr/lib/cni")}"
    conf_dir = "${join(folders.configuration, "cni")}"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
`,
  );
  await write("cni/10-bridge.conflist", {
    cniVersion: "1.0.0",
    name: "cloudpos",
    plugins: [
      {
        type: "bridge",
        bridge: layout.bridge,
        isGateway: true,
        hairpinMode: true,
        ipam: {
          type: "host-local",
          dataDir: join(layout.runtime, "addresses"),
          ranges: [[{ subnet: layout.pods }]],
          routes: [{ dst: "0.0.0.0/0" }],
        },
      },
      { type: "portmap", capabilities: { portMappings: true } },
    ],
  });
  const file = (name: string) => join(folders.certificates, name);
  await write("kubelet.json", {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: layout.address,
    port: layout.ports.kubelet,
    readOnlyPort: 0,
    healthzPort: 0,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: file("ca.crt") },
    },
    authorization: { mode: "Webhook" },
    tlsCertFile: file("kubelet-server.crt"),
    tlsPrivateKeyFile: file("kubelet-server.key"),
    containerRuntimeEndpoint: `unix://${containerdSocket}`,
    cgroupDriver: "cgroupfs",
    cgroupRoot: `/${layout.bridge}`,
    failSwapOn: false,
    clusterDomain: layout.domain,
    clusterDNS: [layout.dnsService],
    podLogsDir: folders.podLogs,
    volumePluginDir: join(folders.kubelet, "volume-plugins"),
    serializeImagePulls: false,
    maxPods: 200,
    oomScoreAdj: 0,
    // The machine is not the cluster's alone: a disk that is rather full is no reason to end pods.
    evictionHard: { "memory.available": "200Mi", "nodefs.available": "1Gi", "imagefs.available": "1Gi" },
    imageGCHighThresholdPercent: 99,
    imageGCLowThresholdPercent: 98,
  });
  await write("kube-proxy.json", {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    clientConnection: { kubeconfig: file("proxy.kubeconfig") },
    hostnameOverride: layout.node,
    mode: "iptables",
    clusterCIDR: layout.pods,
    healthzBindAddress: `127.0.0.1:${layout.ports.proxyHealth}`,
    metricsBindAddress: `127.0.0.1:${layout.ports.proxyMetrics}`,
    oomScoreAdj: 0,
    // The machine's own limits stay.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
  });
}
