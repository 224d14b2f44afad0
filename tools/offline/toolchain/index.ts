import { baseImagesStep } from "./base-images.ts";
import { chromiumStep } from "./chromium.ts";
import { dockerStep } from "./docker.ts";
import type { Home } from "./home.ts";
import { clusterSteps, kubernetesProviderStep } from "./kubernetes.ts";
import { providersStep } from "./providers.ts";
import { pulumiSteps } from "./pulumi.ts";
import type { Step } from "./step.ts";
import { wheelsStep } from "./wheels.ts";

export { causeOf, remedy } from "./cause.ts";
export { imagesFile } from "./base-images.ts";
export type { MachineImages } from "./base-images.ts";
export { pulumiEnvironment } from "./environment.ts";
export { locateHome, newLogFolder, openHome } from "./home.ts";
export type { Home } from "./home.ts";
export { runSteps, StepsFailed } from "./step.ts";
export type { RunOptions, Step, StepContext, StepEvent, StepFailure, StepLog, StepResult } from "./step.ts";

/** Everything that prepares a fresh machine, in no particular order: `runSteps` sorts it out. */
export function toolchainSteps(_home: Home): Step[] {
  return [dockerStep(), ...pulumiSteps(), providersStep(), wheelsStep(), baseImagesStep()];
}

/** What a stack on servers needs: images are built and everything runs there. */
export function serversSteps(_home: Home): Step[] {
  return [...pulumiSteps(), providersStep(), wheelsStep()];
}

/** What the tests need beside the toolchain. */
export function testSteps(home: Home): Step[] {
  return [...toolchainSteps(home), chromiumStep()];
}

/** What a stack on Kubernetes needs beside the toolchain. */
export function kubernetesSteps(home: Home): Step[] {
  return [...toolchainSteps(home), kubernetesProviderStep()];
}

/** What the tests on a cluster of this machine need. */
export function clusterTestSteps(home: Home): Step[] {
  return [...testSteps(home), kubernetesProviderStep(), ...clusterSteps()];
}
