import { rm } from "node:fs/promises";
import { join } from "node:path";
import type Docker from "dockerode";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { openStack, operate } from "../support/deployment.ts";
import { labels, reachDocker, servicesOf } from "../support/engine.ts";
import { exitCodes, messageOf, OperatorError, usageError } from "../support/errors.ts";
import { pruneImages } from "../support/images.ts";
import { ask, print } from "../support/output.ts";
import { withRun, type Run } from "../support/run.ts";
import { project, readState } from "../support/state.ts";
import { stackFile } from "../support/stack-file.ts";
import { stackFolder } from "../support/stack-record.ts";

export interface DownOptions {
  stack: string;
  purge?: boolean;
  yes?: boolean;
}

/** `down`: removes what runs. Volumes and the keys that their data needs stay, unless `--purge`. */
export async function down(options: DownOptions): Promise<number> {
  if (options.purge && !options.yes) await confirmPurge(options.stack);
  return withRun(
    options.stack,
    async (run) => {
      const docker = await reachDocker();
      if (options.purge) await purge(run, docker);
      else await takeDown(run);
      run.progress.close();
      if (options.purge) print(`Everything of the stack "${run.stack}" is gone from this machine.`);
      else
        print(
          `The stack "${run.stack}" is down. Its data is kept; ./cloudpos up --stack ${run.stack} continues with it.`,
        );
      return exitCodes.ok;
    },
    { evenWithoutPassphrase: options.purge === true },
  );
}

async function confirmPurge(stack: string): Promise<void> {
  if (!process.stdin.isTTY)
    throw usageError("--purge deletes data and asks first; without a terminal, add --yes.");
  const answer = await ask(
    `All data of the stack "${stack}" on this machine will be deleted. Type its name to go on: `,
  );
  if (answer !== stack)
    throw new OperatorError(exitCodes.interrupted, "That is not its name. Nothing has been changed.");
}

/** Destroys everything but what is protected: volumes, and the keys without which their data is worthless. */
async function takeDown(run: Run): Promise<void> {
  const stack = await openStack(run, false);
  await operate(run, "destroy", (handlers) =>
    stack.destroy({ ...handlers, refresh: true, excludeProtected: true }),
  );
}

/** Destroys all of it, then sweeps up by label what the engine did not know of. */
async function purge(run: Run, docker: Docker): Promise<void> {
  try {
    const stack = await openStack(run, false);
    await unprotect(stack);
    await operate(run, "destroy", (handlers) => stack.destroy({ ...handlers, refresh: true }));
    await stack.workspace.removeStack(run.stack);
  } catch (error) {
    // Interrupted, or another run works on it: that is no reason to take its things away.
    if (error instanceof OperatorError && error.exitCode === exitCodes.interrupted) throw error;
    run.progress.warn(
      `${messageOf(error)}\nGoing on without the state: everything labelled as this stack's is removed.`,
    );
  }
  run.progress.begin("sweep", "Removing what is left");
  const left = await sweep(docker, run.stack);
  await pruneImages(docker, false);
  run.progress.done("sweep", left.length === 0 ? "nothing was left" : left.join(", "));
  await forgetState(run);
}

/** Takes the protection off every resource of the state. */
async function unprotect(stack: Stack): Promise<void> {
  const state = await stack.exportStack();
  const { resources = [] } = state.deployment as { resources?: { protect?: boolean }[] };
  if (!resources.some((resource) => resource.protect)) return;
  for (const resource of resources) delete resource.protect;
  await stack.importStack(state);
}

/** Removes every object of the stack from the engine; returns their names. */
export async function sweep(docker: Docker, stack: string): Promise<string[]> {
  const filters = { label: [`${labels.stack}=${stack}`] };
  const removed: string[] = [];
  for (const service of await servicesOf(docker, stack)) {
    await docker.getService(service.ID).remove();
    removed.push(service.Spec.Name);
  }
  for (const container of await containersWithTasks(docker, stack)) {
    await docker.getContainer(container.Id).remove({ force: true, v: true }).catch(ignoreGone);
  }
  for (const secret of await docker.listSecrets({ filters } as object).catch(() => [])) {
    await docker.getSecret(secret.ID).remove().catch(ignoreGone);
    removed.push(secret.Spec?.Name ?? secret.ID);
  }
  for (const config of await docker.listConfigs({ filters } as object).catch(() => [])) {
    await docker.getConfig(config.ID).remove().catch(ignoreGone);
    removed.push(config.Spec?.Name ?? config.ID);
  }
  for (const network of await docker.listNetworks({ filters })) {
    await docker.getNetwork(network.Id).remove().catch(ignoreGone);
    removed.push(network.Name);
  }
  for (const volume of (await docker.listVolumes({ filters })).Volumes ?? []) {
    await docker.getVolume(volume.Name).remove({ force: true }).catch(ignoreGone);
    removed.push(volume.Name);
  }
  return removed;
}

/** Containers of the stack, also those of Swarm tasks, which carry the service's name. */
async function containersWithTasks(docker: Docker, stack: string): Promise<Docker.ContainerInfo[]> {
  const all = await docker.listContainers({ all: true });
  return all.filter(
    (each) =>
      each.Labels[labels.stack] === stack ||
      each.Labels["com.docker.swarm.service.name"]?.startsWith(`cloudpos-${stack}-`),
  );
}

/** Objects of a removed service go by themselves, sometimes before us. */
function ignoreGone(error: unknown): void {
  const { statusCode } = error as { statusCode?: number };
  if (statusCode !== 404 && statusCode !== 409) throw error;
}

/** Removes what is kept outside of Docker; also after the engine could not do it. */
async function forgetState(run: Run): Promise<void> {
  if (run.backend && (await readState(run.backend, run.stack))) {
    const file = join(run.backend, "stacks", project, `${run.stack}.json`);
    for (const suffix of ["", ".attrs", ".bak", ".bak.attrs"]) await rm(`${file}${suffix}`, { force: true });
  }
  await rm(stackFolder(run.stack), { recursive: true, force: true });
  if (!["staging", "production"].includes(run.stack)) await rm(stackFile(run.stack), { force: true });
}
