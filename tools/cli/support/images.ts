import type Docker from "dockerode";

/** Every image built from the repository carries this label with its name; its tag is the digest of its sources. */
const imageLabel = "cloudpos.image";

/** What `imagesToRemove` has to know of an image. */
export interface BuiltImage {
  id: string;
  /** Value of the label. */
  name: string;
  /** Seconds since 1970. */
  created: number;
}

/**
 * Images of earlier generations that nothing uses any more. Of each name the newest unused one is kept: the way back.
 *
 * @param used ids of images that a service or container of any stack uses
 * @param keepPrevious false: remove all that is unused
 */
export function imagesToRemove(
  images: readonly BuiltImage[],
  used: ReadonlySet<string>,
  keepPrevious = true,
): BuiltImage[] {
  const kept = new Set<string>();
  return images
    .filter((image) => !used.has(image.id))
    .toSorted((a, b) => b.created - a.created)
    .filter((image) => {
      if (!keepPrevious || kept.has(image.name)) return true;
      kept.add(image.name);
      return false;
    });
}

/**
 * Removes images that were built from the repository and are not used any more.
 *
 * @param options.keep references that are kept in any case: those of the release to which `rollback` goes
 * @returns the number of images removed
 */
export async function pruneImages(
  docker: Docker,
  options: { keepPrevious?: boolean; keep?: readonly string[] } = {},
): Promise<number> {
  const [images, containers, services] = await Promise.all([
    docker.listImages({ filters: { label: [imageLabel] } }),
    docker.listContainers({ all: true }),
    docker.listServices().catch(() => []),
  ]);
  const references = new Set<string>(options.keep);
  for (const service of services) {
    const template = service.Spec?.TaskTemplate as { ContainerSpec?: { Image?: string } } | undefined;
    const reference = template?.ContainerSpec?.Image ?? "";
    references.add(reference).add(reference.replace(/@sha256:.*$/, ""));
  }
  const used = new Set(containers.map((container) => container.ImageID));
  for (const { Id, RepoTags, RepoDigests } of images) {
    if ([...(RepoTags ?? []), ...(RepoDigests ?? [])].some((name) => references.has(name))) used.add(Id);
  }
  const built = images.map((image) => ({
    id: image.Id,
    name: image.Labels?.[imageLabel] ?? "",
    created: image.Created,
  }));
  let removed = 0;
  for (const image of imagesToRemove(built, used, options.keepPrevious ?? true)) {
    // An image may have come into use meanwhile; Docker then refuses, which is right.
    removed += await docker
      .getImage(image.id)
      .remove({ force: false })
      .then(
        () => 1,
        () => 0,
      );
  }
  return removed;
}
