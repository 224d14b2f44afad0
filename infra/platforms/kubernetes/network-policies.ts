/**
 * The segments as NetworkPolicies. They hold where the cluster's network enforces them (Calico, Cilium, k3s; not the
 * plain bridge).
 */
import type * as inputs from "@pulumi/kubernetes/types/input.js";
import type { Segment, Workload } from "../../model/index.ts";
import { segmentLabels, selectorOf } from "./labels.ts";

type Spec = inputs.networking.v1.NetworkPolicySpec;
type Peer = inputs.networking.v1.NetworkPolicyPeer;
type Port = inputs.networking.v1.NetworkPolicyPort;

const ANYWHERE: Peer[] = [{ ipBlock: { cidr: "0.0.0.0/0" } }, { ipBlock: { cidr: "::/0" } }];

/** The internet without what is inside of networks: where others choose the address, it must not lead inside. */
const PUBLIC_INTERNET: Peer[] = [
  {
    ipBlock: {
      cidr: "0.0.0.0/0",
      except: ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
    },
  },
  { ipBlock: { cidr: "::/0", except: ["fc00::/7", "fe80::/10"] } },
];

const tcp = (...ports: readonly number[]): Port[] => ports.map((port) => ({ protocol: "TCP", port }));

/** What holds for every pod of a namespace: nothing in, nothing out, but questions to the cluster's DNS. */
export function foundation(): Record<string, Spec> {
  return {
    "default-deny": { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    "allow-dns": {
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [
        {
          // In a pod of any namespace, or a cache of the server at its link-local address.
          to: [{ namespaceSelector: {} }, { ipBlock: { cidr: "169.254.0.0/16" } }],
          ports: [
            { protocol: "UDP", port: 53 },
            { protocol: "TCP", port: 53 },
          ],
        },
      ],
    },
  };
}

/** Members of a segment talk among themselves, in whichever of the stack's namespaces they are. */
export function segmentPolicy(stack: string, segment: Segment): Spec {
  const members = { matchLabels: segmentLabels([segment]) };
  const peers: Peer[] = [
    { namespaceSelector: { matchLabels: { "cloudpos.stack": stack } }, podSelector: members },
  ];
  return {
    podSelector: members,
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: peers }],
    egress: [{ to: peers }],
  };
}

/** What one workload may beyond its segments, by the name of the policy. */
export function ownPolicies(stack: string, workload: Workload): Record<string, Spec> {
  const podSelector = { matchLabels: selectorOf(stack, workload) };
  const published = workload.ports.filter((port) => port.published !== undefined);
  const waysOut = workload.waysOut ?? [];
  const policies: Record<string, Spec> = {};
  if (published.length > 0) {
    policies[`${workload.name}-published`] = {
      podSelector,
      policyTypes: ["Ingress"],
      ingress: [{ from: ANYWHERE, ports: tcp(...published.map((port) => port.number)) }],
    };
  }
  if (waysOut.length > 0) {
    policies[`${workload.name}-ways-out`] = {
      podSelector,
      policyTypes: ["Egress"],
      egress: waysOut.map(({ ports }) =>
        ports === "any" ? { to: PUBLIC_INTERNET } : { to: ANYWHERE, ports: tcp(...ports) },
      ),
    };
  }
  if (workload.platformApi) {
    policies[`${workload.name}-platform-api`] = {
      podSelector,
      policyTypes: ["Egress"],
      // A policy cannot name the API server, and its address is known only to the cluster.
      egress: [{ to: ANYWHERE, ports: tcp(443, 6443) }],
    };
  }
  return policies;
}
