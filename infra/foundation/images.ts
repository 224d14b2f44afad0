/** Images as resources, each built when a workload asks for it. */
import path from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Image, Platform } from "../platforms/platform.ts";
import type { Settings } from "../settings.ts";
import { prepareImages, type ImageSource } from "./image-sources.ts";
import type { Registry } from "./registry.ts";

/**
 * Images by name: own ones are built on the engine of the platform when a workload asks for them, and pushed where it
 * has a registry; others are taken as the settings say.
 */
export async function createImages(
  settings: Pick<Settings, "images">,
  platform: Pick<Platform, "options" | "registry">,
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
      image = platform.registry
        ? pushImage(source, platform.registry, platform.options)
        : builtImage(buildImage(source, source.reference, platform.options));
      built.set(name, image);
    }
    return image;
  };
}

function builtImage(resource: docker.RemoteImage): Image {
  return { reference: resource.name, dependsOn: [resource] };
}

/** Referred to by the digest that the registry gives it: what is pulled later is what was pushed. */
function pushImage(image: ImageSource, registry: Registry, options: pulumi.ResourceOptions): Image {
  const built = buildImage(image, `${registry.address}/${image.reference}`, options, registry);
  const pushed = new docker.RegistryImage(
    `${image.name}-image`,
    // Roll-backs and other stacks may need it.
    { name: built.name, keepRemotely: true },
    { ...options, dependsOn: [built] },
  );
  const repository = `${registry.address}/${image.reference.split(":")[0]}`;
  return { reference: pulumi.interpolate`${repository}@${pushed.sha256Digest}`, dependsOn: [pushed] };
}

function buildImage(
  image: ImageSource,
  reference: string,
  options: pulumi.ResourceOptions,
  registry?: Registry,
): docker.RemoteImage {
  return new docker.RemoteImage(
    `${image.name}-image`,
    {
      name: reference,
      build: {
        // Relative, so that a clone in another folder is the same program.
        context: path.relative(process.cwd(), image.context),
        dockerfile: "Dockerfile",
        buildArgs: { BASE_IMAGE: image.base },
        labels: { "cloudpos.image": image.name },
        ...loginFor(image.base, registry),
      },
      // Other stacks of the machine and a roll-back may need it; `./cloudpos up` removes what nothing uses any more.
      keepLocally: true,
    },
    options,
  );
}

/** For a base that comes from the stack's own registry, where that wants to know who asks. */
function loginFor(base: string, registry: Registry | undefined) {
  if (!registry?.credentials || !base.startsWith(`${registry.host}/`)) return {};
  const { username, password } = registry.credentials;
  return { authConfigs: [{ hostName: registry.host, userName: username, password }] };
}
