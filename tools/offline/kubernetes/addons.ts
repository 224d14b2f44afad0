/** What a cluster needs beside Kubernetes itself: names of services, and volumes. As kubectl applies it. */
import { layout, type ClusterFolders } from "./layout.ts";

const system = "kube-system";
const storage = "local-path-storage";

/** A list of everything, for `kubectl apply`. `image` holds CoreDNS and a shell. */
export function addons(folders: ClusterFolders, image: string): object {
  return { apiVersion: "v1", kind: "List", items: [...nameService(image), ...volumes(folders, image)] };
}

const rbac = "rbac.authorization.k8s.io";
const readOnly = ["get", "list", "watch"];

function nameService(image: string): object[] {
  const name = "coredns";
  const labels = { "k8s-app": "kube-dns" };
  const metadata = { name, namespace: system, labels };
  const corefile = `.:5353 {
    errors
    health :8080
    ready :8181
    kubernetes ${layout.domain} in-addr.arpa {
        pods insecure
    }
    forward . /etc/resolv.conf
    cache 30
    loadbalance
}
`;
  const probe = (path: string, port: number) => ({ httpGet: { path, port }, periodSeconds: 5 });
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRole",
      metadata: { name: "system:coredns" },
      rules: [
        { apiGroups: [""], resources: ["endpoints", "services", "pods", "namespaces"], verbs: readOnly },
        { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: readOnly },
      ],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: "system:coredns" },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "system:coredns" },
      subjects: [{ kind: "ServiceAccount", name, namespace: system }],
    },
    { apiVersion: "v1", kind: "ConfigMap", metadata, data: { Corefile: corefile } },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: name,
            // The machine's own name servers, for everything outside of the cluster.
            dnsPolicy: "Default",
            priorityClassName: "system-cluster-critical",
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 65532,
              seccompProfile: { type: "RuntimeDefault" },
            },
            containers: [
              {
                name,
                image,
                command: ["/usr/local/bin/coredns", "-conf", "/etc/coredns/Corefile"],
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ["ALL"] },
                },
                ports: [
                  { name: "dns", containerPort: 5353, protocol: "UDP" },
                  { name: "dns-tcp", containerPort: 5353, protocol: "TCP" },
                ],
                resources: { requests: { cpu: "50m", memory: "32Mi" }, limits: { memory: "128Mi" } },
                readinessProbe: { ...probe("/ready", 8181), periodSeconds: 1 },
                livenessProbe: probe("/health", 8080),
                volumeMounts: [{ name: "configuration", mountPath: "/etc/coredns", readOnly: true }],
              },
            ],
            volumes: [{ name: "configuration", configMap: { name } }],
          },
        },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "kube-dns", namespace: system, labels },
      spec: {
        selector: labels,
        clusterIP: layout.dnsService,
        ports: [
          { name: "dns", port: 53, targetPort: "dns", protocol: "UDP" },
          { name: "dns-tcp", port: 53, targetPort: "dns-tcp", protocol: "TCP" },
        ],
      },
    },
  ];
}

/** What the provisioner reads: where volumes are, and how a pod on the node makes and removes one. */
export function volumeSettings(folders: ClusterFolders, image: string): Record<string, string> {
  return {
    "config.json": JSON.stringify({
      nodePathMap: [{ node: "DEFAULT_PATH_FOR_NON_LISTED_NODES", paths: [folders.volumes] }],
    }),
    setup: '#!/bin/sh\nset -eu\nmkdir -m 0777 -p "$VOL_DIR"\n',
    teardown: '#!/bin/sh\nset -eu\nrm -rf "$VOL_DIR"\n',
    "helperPod.yaml": JSON.stringify({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "helper-pod" },
      spec: { containers: [{ name: "helper-pod", image, imagePullPolicy: "IfNotPresent" }] },
    }),
  };
}

/** The provisioner itself runs beside the control plane; its helper pods need a namespace, a name and their scripts. */
function volumes(folders: ClusterFolders, image: string): object[] {
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: storage } },
    {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "local-path-provisioner-service-account", namespace: storage },
    },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "local-path-config", namespace: storage },
      data: volumeSettings(folders, image),
    },
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: {
        name: "local-path",
        annotations: {
          "storageclass.kubernetes.io/is-default-class": "true",
          // A local volume, unlike a path of the host, is given to the pod's group.
          defaultVolumeType: "local",
        },
      },
      provisioner: "rancher.io/local-path",
      volumeBindingMode: "WaitForFirstConsumer",
      reclaimPolicy: "Delete",
    },
  ];
}
