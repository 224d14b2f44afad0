import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type Docker from "dockerode";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { openStack, operate } from "../support/deployment.ts";
import { labels, reachDocker, servicesOf } from "../support/engine.ts";
import { reachEngines } from "../support/engines.ts";
import { exitCodes, messageOf, OperatorError, usageError } from "../support/errors.ts";
import { pruneImages } from "../support/images.ts";
import { ask, print } from "../support/output.ts";
import { withRun, type Run } from "../support/run.ts";
import { project, readState } from "../support/state.ts";
import { committedStacks, serversOf, stackFile } from "../support/stack-file.ts";
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
      const onServers = (await serversOf(run.stack)).length > 0;
      if (!options.purge) await takeDown(run);
      else if (onServers) await purgeServers(run);
      else await purge(run, await reachDocker());
      run.progress.close();
      if (options.purge)
        print(
          `Everything of the stack "${run.stack}" is gone from ${onServers ? "its servers" : "this machine"}.`,
        );
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
    // Interrupted, or another run works on it: that is no reason to take its things away. And what staging and
    // production have on other servers only the state knows: it is not given up.
    const interrupted = error instanceof OperatorError && error.exitCode === exitCodes.interrupted;
    if (interrupted || committedStacks.includes(run.stack)) throw error;
    run.progress.warn(
      `${messageOf(error)}\nGoing on without the state: everything labelled as this stack's is removed.`,
    );
  }
  run.progress.begin("sweep", "Removing what is left");
  const left = await sweep(docker, run.stack);
  await pruneImages(docker, { keepPrevious: false });
  run.progress.done("sweep", left.length === 0 ? "nothing was left" : left.join(", "));
  await forgetState(run);
}

/**
 * The servers get their former settings back, and Docker goes if CloudPOS brought it: what is in it has to go first. Only
 * the state knows all that; when the engine cannot do it, the state is kept.
 */
async function purgeServers(run: Run): Promise<void> {
  await takeDown(run);
  run.progress.begin("images", "Removing images from the servers");
  // A server that was never prepared has no engine, and no images.
  const engines = await reachEngines(run.stack).then(
    (found) => found.all(),
    () => [],
  );
  const removed = await Promise.all(engines.map((docker) => pruneImages(docker, { keepPrevious: false })));
  run.progress.done("images", `${removed.reduce((sum, count) => sum + count, 0)} removed`);
  const stack = await openStack(run, false);
  await unprotect(stack);
  await operate(run, "destroy", (handlers) => stack.destroy({ ...handlers, refresh: true }));
  await stack.workspace.removeStack(run.stack);
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

/**
 * Removes every object of the stack from the engine.
 *
 * @returns the names of what was removed
 */
export async function sweep(docker: Docker, stack: string): Promise<string[]> {
  const filters = { label: [`${labels.stack}=${stack}`] };
  const removed: string[] = [];
  const take = async (name: string, remove: () => Promise<unknown>) => {
    await removePatiently(name, remove);
    removed.push(name);
  };
  for (const service of await servicesOf(docker, stack)) {
    await take(service.Spec.Name, () => docker.getService(service.ID).remove());
  }
  for (const container of await containersWithTasks(docker, stack)) {
    await take(container.Names[0]?.slice(1) ?? container.Id, () =>
      docker.getContainer(container.Id).remove({ force: true, v: true }),
    );
  }
  // An engine outside a Swarm has neither secrets nor configs.
  for (const secret of await docker.listSecrets({ filters } as object).catch(() => [])) {
    await take(secret.Spec?.Name ?? secret.ID, () => docker.getSecret(secret.ID).remove());
  }
  for (const config of await docker.listConfigs({ filters } as object).catch(() => [])) {
    await take(config.Spec?.Name ?? config.ID, () => docker.getConfig(config.ID).remove());
  }
  for (const network of await docker.listNetworks({ filters })) {
    await take(network.Name, () => docker.getNetwork(network.Id).remove());
  }
  for (const volume of (await docker.listVolumes({ filters })).Volumes ?? []) {
    await take(volume.Name, () => docker.getVolume(volume.Name).remove({ force: true }));
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

/** How long Docker may hold on to a network or volume after its last user is gone. */
const patienceMs = 30_000;

/** Removes an object; waits while its last users are on their way out. One that is gone already is as good. */
async function removePatiently(name: string, remove: () => Promise<unknown>): Promise<void> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      await remove();
      return;
    } catch (error) {
      const { statusCode } = error as { statusCode?: number };
      if (statusCode === 404) return;
      const inUse = statusCode === 403 || statusCode === 409 || statusCode === 400;
      if (!inUse || performance.now() > end) {
        throw new OperatorError(
          exitCodes.failed,
          `${name} could not be removed: ${messageOf(error)}\nRun the command again; if it stays, stop what uses it.`,
        );
      }
      await wait(500);
    }
  }
}

/** Removes what is kept outside of Docker; also after the engine could not do it. */
async function forgetState(run: Run): Promise<void> {
  if (run.backend && (await readState(run.backend, run.stack))) {
    const file = join(run.backend, "stacks", project, `${run.stack}.json`);
    for (const suffix of ["", ".attrs", ".bak", ".bak.attrs"]) await rm(`${file}${suffix}`, { force: true });
  }
  await rm(stackFolder(run.stack), { recursive: true, force: true });
  if (!committedStacks.includes(run.stack)) await rm(stackFile(run.stack), { force: true });
}
