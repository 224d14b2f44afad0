/** docker.RemoteImage: an image on the daemon's machine, pulled or built. */
import type Dockerode from "dockerode";
import type { PropertyMap } from "../../../server/resource.ts";
import { daemonMessage, orUndefined, statusOf } from "../../objects.ts";
import type { Context, DockerResource } from "../../objects.ts";
import { declared } from "../../schema/index.ts";
import { build, checkBuild, follow } from "./build.ts";
import type { BuildInputs } from "./build.ts";

const TOKEN = "docker:index/remoteImage:RemoteImage";

interface RemoteImageInputs {
  name: string;
  build?: BuildInputs;
  forceRemove?: boolean;
  keepLocally?: boolean;
  platform?: string;
}

export const remoteImage: DockerResource = {
  token: TOKEN,
  ...declared(TOKEN),
  replaceOnChanges: ["name", "build", "platform", "pullTriggers", "triggers"],

  check: (news) => ({ inputs: news, failures: checkBuild(news) }),

  async create(inputs, ctx) {
    const asked = inputs as unknown as RemoteImageInputs;
    if (asked.build) await build(asked.name, asked.build, ctx);
    else if (!(await inspect(asked.name, ctx))) await pull(asked, ctx);
    const found = await inspect(asked.name, ctx);
    if (!found) throw new Error(`the image ${asked.name} is gone right after it was made`);
    return { id: `${found.Id}${asked.name}`, state: stateOf(inputs, found) };
  },

  async read(id, inputs, state, ctx) {
    // The id is the image's id followed by its name.
    const name = String(inputs["name"] ?? id.replace(/^sha256:[0-9a-f]{64}/, ""));
    const found = await inspect(name, ctx);
    // A built image whose name someone has given to another image is not there any more.
    if (!found || (inputs["build"] && state["imageId"] !== found.Id)) return undefined;
    const now = { ...inputs, name };
    return { id: `${found.Id}${name}`, inputs: now, state: stateOf(now, found) };
  },

  /** Only what deleting does can change in place. */
  update: async (_id, news, _olds, state) => ({
    ...news,
    imageId: state["imageId"],
    repoDigest: state["repoDigest"],
  }),

  async delete(_id, state, ctx) {
    const { name, keepLocally, forceRemove } = state as unknown as RemoteImageInputs;
    if (keepLocally) return;
    const found = await inspect(name, ctx);
    // Its replacement may carry the name by now.
    if (!found || found.Id !== state["imageId"]) return;
    try {
      await ctx.client.docker.getImage(name).remove({ force: forceRemove ?? false });
    } catch (error) {
      if (statusOf(error) === 404) return;
      throw new Error(
        `the image ${name} cannot be removed: ${daemonMessage(error)}. Remove what uses it, or set keepLocally ` +
          "(leave the image) or forceRemove (remove it regardless).",
        { cause: error },
      );
    }
  },
};

function inspect(name: string, ctx: Context): Promise<Dockerode.ImageInspectInfo | undefined> {
  return orUndefined(ctx.client.docker.getImage(name).inspect());
}

async function pull({ name, platform }: RemoteImageInputs, ctx: Context): Promise<void> {
  const { docker } = ctx.client;
  try {
    const reference = name.includes("@") || /:[^/]+$/.test(name) ? name : `${name}:latest`;
    const authconfig = ctx.client.credentialsFor(name);
    const output = await docker.pull(reference, {
      ...(authconfig && { authconfig }),
      ...(platform && { platform }),
    });
    await follow(docker, output, ({ status }) => status && ctx.status(status));
  } catch (error) {
    throw new Error(
      `the image ${name} is not on this machine and could not be pulled: ${daemonMessage(error)}. ` +
        "Check the name, the network, and for a private registry the setting docker:registryAuth.",
      { cause: error },
    );
  }
}

function stateOf(inputs: PropertyMap, found: Dockerode.ImageInspectInfo): PropertyMap {
  return { ...inputs, imageId: found.Id, repoDigest: found.RepoDigests?.[0] ?? "" };
}
