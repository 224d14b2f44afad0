/** docker.Tag: one more name for an image that is there. */
import { orUndefined } from "../objects.ts";
import type { DockerResource } from "../objects.ts";
import { declared } from "../schema/index.ts";

const TOKEN = "docker:index/tag:Tag";

export const tag: DockerResource = {
  token: TOKEN,
  ...declared(TOKEN),
  replaceOnChanges: Object.keys(declared(TOKEN).inputs),

  async create(inputs, { client }) {
    const { sourceImage, targetImage } = inputs as { sourceImage: string; targetImage: string };
    const source = client.docker.getImage(sourceImage);
    const { Id } = await source.inspect();
    await source.tag(splitReference(targetImage));
    return { id: `${sourceImage}.${targetImage}`, state: { ...inputs, sourceImageId: Id } };
  },

  async read(id, inputs, state, { client }) {
    const targetImage = String(inputs["targetImage"] ?? "");
    if (targetImage === "") {
      throw new Error(`a tag cannot be imported (${id}): its id does not tell source and target apart`);
    }
    const target = await orUndefined(client.docker.getImage(targetImage).inspect());
    if (!target || target.Id !== state["sourceImageId"]) return undefined;
    return { id, inputs, state };
  },

  /** As the official provider does: the name stays until the image goes. */
  async delete() {},
};

/** `registry:5000/name:tag` in repository and tag (`latest` when there is none). */
export function splitReference(reference: string): { repo: string; tag: string } {
  const [, repo = reference, tagName] = /^(.*?)(?::([^:/]+))?$/.exec(reference) ?? [];
  return { repo, tag: tagName ?? "latest" };
}
