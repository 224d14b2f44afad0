/** Images as resources, each built when a workload asks for it. */
import path from "node:path";
import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Image } from "../platforms/platform.ts";
import type { Settings } from "../settings.ts";
import { prepareImages, type ImageSource } from "./image-sources.ts";

/**
 * Images by name: own ones are built on the engine of the platform when a workload asks for them, others are
 * taken as the settings say.
 */
export async function createImages(
  settings: Pick<Settings, "images">,
  options: pulumi.ResourceOptions,
): Promise<(name: string) => Image> {
  const sources = await prepareImages(settings);
  const external: Record<string, string | null> = {
    mongodb: settings.images.mongodb,
    grafana: settings.images.grafana,
  };
  const built = new Map<string, Image>();
  return (name) => {
    const source = sources.get(name);
    if (!source) {
      const reference = external[name];
      if (!reference)
        throw new Error(`there is no image "${name}": not in infra/images and not in cloudpos:images`);
      return { reference, dependsOn: [] };
    }
    let image = built.get(name);
    if (!image) {
      const resource = buildImage(source, options);
      image = { reference: resource.name, dependsOn: [resource] };
      built.set(name, image);
    }
    return image;
  };
}

function buildImage(image: ImageSource, options: pulumi.ResourceOptions): docker.RemoteImage {
  return new docker.RemoteImage(
    `${image.name}-image`,
    {
      name: image.reference,
      build: {
        // Relative, so that a clone in another folder is the same program.
        context: path.relative(process.cwd(), image.context),
        dockerfile: "Dockerfile",
        buildArgs: { BASE_IMAGE: image.base },
        labels: { "cloudpos.image": image.name },
      },
      // Other stacks of the machine and a roll-back may need it; `./cloudpos up` removes what nothing uses any more.
      keepLocally: true,
    },
    options,
  );
}
