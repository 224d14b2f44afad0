/** Versions of what is brought to the machine. Node's stands in `./cloudpos` too, which runs before this. */
export const versions = {
  node: "24.21.0",
  pulumi: "3.216.0",
  languageHost: "3.60.0",
  /** Used where the machine has no Go, or one older than `oldestGo`. */
  go: "1.26.8",
  /** What Pulumi's module asks for. */
  oldestGo: "1.24.7",
  /** Only for a cluster on this machine. From 1.35 its kubelet refuses cgroup v1. */
  kubernetes: "1.33.3",
  coredns: "1.12.4",
  localPathProvisioner: "0.0.30",
} as const;

/** The resource plugins of the program; each version is that of the npm package of the same name. */
export const providers = [
  { name: "docker", version: "5.2.0" },
  { name: "random", version: "4.21.2" },
  { name: "tls", version: "5.6.1" },
] as const;

/** The provider of stacks on Kubernetes: the version of the npm package, and its tag in the Go module proxies. */
export const kubernetesProvider = { name: "kubernetes", version: "4.25.0" } as const;

/**
 * The Go toolchain as the Go module proxies carry it: SHA-256 of the archive whose `h1:` sum is in Go's checksum
 * database as ZOmGe1OnfREDMIdb1Qi4G9JSuDPBLGExZMQ4nis1RXM= (golang.org/toolchain v0.0.1-go1.26.8.linux-amd64).
 */
export const goArchiveSha256 = "30c2b1bf7dcc88d3eb0a1364e47ddd9128edb3110a30e8a0ef61cd5856b31de7";
