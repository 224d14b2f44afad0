/** docker.Volume */
import { isDeepStrictEqual } from "node:util";
import type Dockerode from "dockerode";
import type { PropertyMap } from "../../server/resource.ts";
import { isOurs, keepsName, named, nameTaken, NOT_OURS, orUndefined, removeUnused } from "../objects.ts";
import type { Context, DockerResource } from "../objects.ts";
import { reconcile } from "../reconcile.ts";
import { declared } from "../schema/index.ts";
import { compact, labelList, labelMap, refuse, sortedLabels, unless } from "../values.ts";
import type { Label, StringMap } from "../values.ts";

const TOKEN = "docker:index/volume:Volume";

interface VolumeInputs {
  name: string;
  driver?: string;
  driverOpts?: StringMap;
  labels?: Label[];
}

export const volume: DockerResource = {
  token: TOKEN,
  ...declared(TOKEN),
  replaceOnChanges: Object.keys(declared(TOKEN).inputs),
  deleteBeforeReplace: keepsName,

  check: (news, olds, random, name) => ({
    inputs: named(news, olds, random, name),
    failures: refuse(news, ["cluster"], "cluster volumes need a storage plugin of the Swarm"),
  }),
  normalise: sortedLabels,

  async create(inputs, ctx) {
    const asked = inputs as unknown as VolumeInputs;
    // The daemon answers a second create of one name with the volume that is there, whoever made it.
    const taken = await inspect(asked.name, ctx);
    if (taken && !isOurs(taken.Labels, labelMap(asked.labels))) {
      throw nameTaken(volume, "volume", asked.name, asked.name, NOT_OURS);
    }
    if (taken && !isDeepStrictEqual(canonical(taken), expected(inputs))) {
      throw nameTaken(
        volume,
        "volume",
        asked.name,
        asked.name,
        "its driver or options are not those asked for",
      );
    }
    if (!taken) {
      await ctx.client.docker.createVolume({
        Name: asked.name,
        Driver: asked.driver ?? "local",
        DriverOpts: asked.driverOpts ?? {},
        Labels: labelMap(asked.labels),
      });
    }
    const found = taken ?? (await ctx.client.docker.getVolume(asked.name).inspect());
    return { id: found.Name, state: withDefaults(inputs, found) };
  },

  async read(id, inputs, _state, ctx) {
    const found = await inspect(id, ctx);
    if (!found) return undefined;
    const now = reconcile(inputs, expected(inputs), canonical(found));
    return { id: found.Name, inputs: now, state: withDefaults(now, found) };
  },

  delete: (id, _state, ctx) =>
    removeUnused(
      `volume ${id}`,
      () => ctx.client.docker.getVolume(id).remove(),
      async () => {
        const users = await ctx.client.docker.listContainers({ all: true, filters: { volume: [id] } });
        return users.map(({ Names, Id }) => Names[0]?.replace(/^\//, "") ?? Id);
      },
      ctx,
    ),
};

function inspect(name: string, ctx: Context): Promise<Dockerode.VolumeInspectInfo | undefined> {
  return orUndefined(ctx.client.docker.getVolume(name).inspect());
}

function expected(inputs: PropertyMap): PropertyMap {
  const asked = inputs as unknown as VolumeInputs;
  return compact({
    name: asked.name,
    driver: unless(asked.driver, "local"),
    driverOpts: asked.driverOpts,
    labels: labelList(labelMap(asked.labels)),
  });
}

function canonical(found: Dockerode.VolumeInspectInfo): PropertyMap {
  return compact({
    name: found.Name,
    driver: unless(found.Driver, "local"),
    driverOpts: found.Options ?? undefined,
    labels: labelList(found.Labels),
  });
}

function withDefaults(inputs: PropertyMap, found: Dockerode.VolumeInspectInfo): PropertyMap {
  return { driver: found.Driver, mountpoint: found.Mountpoint, ...inputs };
}
