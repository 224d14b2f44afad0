/** The cluster that `./cloudpos test --cluster` has started, or that the operator has named. */
export interface TestCluster {
  /** Path of a kubeconfig with every right. */
  readonly kubeconfig: string;
  /** Registry, with a path where wanted, that this machine pushes to and the cluster's nodes pull from. */
  readonly registry: string;
}

/** @throws Error when the tests were not started by the command that gives them a cluster */
export function testCluster(): TestCluster {
  const { CLOUDPOS_TEST_KUBECONFIG: kubeconfig, CLOUDPOS_TEST_REGISTRY: registry } = process.env;
  if (!kubeconfig || !registry)
    throw new Error("There is no cluster for these tests. Run ./cloudpos test --cluster, which starts one.");
  return { kubeconfig, registry };
}
