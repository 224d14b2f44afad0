import { expect, test } from "vitest";
import { removalOf } from "./machine.ts";

test("takes out the cluster's chains and what leads to them, and leaves the rules of others", () => {
  const listing = `*filter
:FORWARD DROP [0:0]
:DOCKER - [0:0]
:KUBE-FORWARD - [0:0]
-A FORWARD -i cloudpos-k8s -m comment --comment cloudpos-k8s -j ACCEPT
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i cloudpos-k8s2 -m comment --comment cloudpos-k8s2 -j ACCEPT
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A DOCKER -d 172.17.0.2/32 -m comment --comment "not KUBE-FORWARD" -j ACCEPT
COMMIT`;
  expect(removalOf(listing)).toEqual([
    "-D FORWARD -i cloudpos-k8s -m comment --comment cloudpos-k8s -j ACCEPT",
    '-D FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD',
    "-F KUBE-FORWARD",
    "-X KUBE-FORWARD",
  ]);
  expect(removalOf("*filter\n:INPUT ACCEPT [0:0]\nCOMMIT")).toEqual([]);
});
