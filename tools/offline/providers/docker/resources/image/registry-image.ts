/** docker.RegistryImage: an image of the daemon's machine, pushed to the registry that its name says. */
import type { CheckFailure, PropertyMap } from "../../../server/resource.ts";
import { daemonMessage, statusOf } from "../../objects.ts";
import type { Context, DockerResource } from "../../objects.ts";
import { refuse } from "../../values.ts";
import { declared } from "../../schema/index.ts";
import { follow } from "./build.ts";

const TOKEN = "docker:index/registryImage:RegistryImage";

interface RegistryImageInputs {
  name: string;
  keepRemotely?: boolean;
  authConfig?: { address: string; username: string; password: string };
}

export const registryImage: DockerResource = {
  token: TOKEN,
  ...declared(TOKEN),
  replaceOnChanges: ["name", "triggers"],

  check: (news) => ({ inputs: news, failures: checkImage(news) }),

  async create(inputs, ctx) {
    const asked = inputs as unknown as RegistryImageInputs;
    const { name } = asked;
    try {
      const output = await ctx.client.docker
        .getImage(name)
        .push({ authconfig: credentials(asked, ctx), abortSignal: ctx.signal });
      await follow(ctx.client.docker, output, ({ status }) => status && ctx.status(status));
    } catch (error) {
      throw new Error(
        `the image ${name} could not be pushed: ${daemonMessage(error)}. Check that its registry answers the Docker ` +
          "engine and takes this name, and for a private one authConfig or the setting docker:registryAuth.",
        { cause: error },
      );
    }
    const digest = await digestOf(asked, ctx);
    if (!digest) throw new Error(`the image ${name} is not in its registry right after it was pushed`);
    return { id: digest, state: { ...inputs, sha256Digest: digest } };
  },

  async read(id, inputs, state, ctx) {
    const asked = inputs as unknown as RegistryImageInputs;
    if (!asked.name) throw new Error(`a pushed image cannot be imported (${id}): its id does not say its name`);
    const digest = await digestOf(asked, ctx);
    // Another image under this name is not the one that was pushed.
    return digest === state["sha256Digest"] ? { id, inputs, state } : undefined;
  },

  update: async (_id, news, _olds, state) => ({ ...news, sha256Digest: state["sha256Digest"] }),

  /** Only what is kept there is accepted by `check`. */
  async delete() {},
};

function checkImage(inputs: PropertyMap): CheckFailure[] {
  const failures = refuse(
    inputs,
    ["build", "insecureSkipVerify"],
    "build it as a docker.RemoteImage; how a registry is spoken to is a setting of the Docker engine",
  );
  if (inputs["keepRemotely"] !== true) {
    const reason = "this stand-in for the official provider removes nothing from a registry; set it to true";
    failures.push({ property: "keepRemotely", reason });
  }
  return failures;
}

function credentials({ name, authConfig }: RegistryImageInputs, ctx: Context): object {
  if (!authConfig) return ctx.client.credentialsFor(name) ?? {};
  const { address, username, password } = authConfig;
  return { username, password, serveraddress: address };
}

/** What the registry has under the name, as the daemon sees it; undefined when it has nothing. */
async function digestOf(asked: RegistryImageInputs, ctx: Context): Promise<string | undefined> {
  try {
    const image = ctx.client.docker.getImage(asked.name);
    const found = (await image.distribution({ authconfig: credentials(asked, ctx) })) as {
      Descriptor: { digest: string };
    };
    return found.Descriptor.digest;
  } catch (error) {
    // Docker answers 500, 403 or 404, by version, for what its registry does not know.
    if (statusOf(error) === 404 || /not found|manifest unknown|name unknown/i.test(daemonMessage(error)))
      return undefined;
    throw error;
  }
}
