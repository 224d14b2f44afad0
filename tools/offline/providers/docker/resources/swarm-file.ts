/** docker.Secret and docker.ServiceConfig: named data kept by the Swarm, which never changes once created. */
import type { PropertyMap } from "../../server/resource.ts";
import {
  daemonMessage,
  isOurs,
  keepsName,
  named,
  nameTaken,
  NOT_OURS,
  orUndefined,
  removeUnused,
} from "../objects.ts";
import type { Context, DockerResource } from "../objects.ts";
import { reconcile } from "../reconcile.ts";
import { declared } from "../schema/index.ts";
import { compact, labelList, labelMap, sortedLabels } from "../values.ts";
import type { Label, StringMap } from "../values.ts";

interface FileInputs {
  name: string;
  /** Base64. */
  data?: string;
  /** Of a config only: the text itself. */
  dataRaw?: string;
  labels?: Label[];
}

interface SwarmFile {
  ID: string;
  Spec: { Name: string; Labels?: StringMap | null; Data?: string };
}

/** The calls of the client, which are the same for both kinds. */
interface FileApi {
  find(id: string, ctx: Context): Promise<SwarmFile>;
  list(name: string, ctx: Context): Promise<SwarmFile[]>;
  create(spec: object, ctx: Context): Promise<string>;
  remove(id: string, ctx: Context): Promise<unknown>;
}

const SECRET = "docker:index/secret:Secret";
const CONFIG = "docker:index/serviceConfig:ServiceConfig";

export const secret: DockerResource = swarmFile(SECRET, "secret", {
  find: (id, { client }) => client.docker.getSecret(id).inspect() as Promise<SwarmFile>,
  list: (name, { client }) =>
    client.docker.listSecrets({ filters: { name: [name] } }) as unknown as Promise<SwarmFile[]>,
  create: async (spec, { client }) => created(await client.docker.createSecret(spec as never)),
  remove: (id, { client }) => client.docker.getSecret(id).remove(),
});

export const serviceConfig: DockerResource = swarmFile(CONFIG, "config", {
  find: (id, { client }) => client.docker.getConfig(id).inspect() as Promise<SwarmFile>,
  list: (name, { client }) =>
    client.docker.listConfigs({ filters: { name: [name] } }) as unknown as Promise<SwarmFile[]>,
  create: async (spec, { client }) => created(await client.docker.createConfig(spec as never)),
  remove: (id, { client }) => client.docker.getConfig(id).remove(),
});

function created(object: unknown): string {
  const { id, ID } = object as { id?: string; ID?: string };
  return (ID ?? id)!;
}

function swarmFile(token: string, kind: "secret" | "config", api: FileApi): DockerResource {
  /** What this run has taken over, by id. */
  const takenOver = new Set<string>();
  const type: DockerResource = {
    token,
    ...declared(token),
    replaceOnChanges: Object.keys(declared(token).inputs),
    deleteBeforeReplace: keepsName,

    check(news, olds, random, name) {
      const failures = [];
      if (kind === "config" && (news["data"] === undefined) === (news["dataRaw"] === undefined)) {
        failures.push({
          property: "data",
          reason: "give either data (base64) or dataRaw (text), one of them",
        });
      }
      const { data } = news;
      if (typeof data === "string" && (data === "" || !/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(data))) {
        failures.push({ property: "data", reason: "must be base64 text, and not empty" });
      }
      return { inputs: named(news, olds, random, name), failures };
    },
    normalise: sortedLabels,

    async create(inputs, ctx) {
      const asked = inputs as unknown as FileInputs;
      const taken = (await api.list(asked.name, ctx)).find(({ Spec }) => Spec.Name === asked.name);
      if (taken) {
        if (!isOurs(taken.Spec.Labels, labelMap(asked.labels))) {
          throw nameTaken(type, kind, asked.name, taken.ID, NOT_OURS);
        }
        if (kind === "config" && taken.Spec.Data === base64(asked)) {
          takenOver.add(taken.ID);
          return { id: taken.ID, state: inputs };
        }
        // The value of a secret cannot be compared, and data cannot be changed: only a new one is surely right.
        try {
          await api.remove(taken.ID, ctx);
        } catch (error) {
          throw nameTaken(
            type,
            kind,
            asked.name,
            taken.ID,
            `it could not be made anew: ${daemonMessage(error)}`,
          );
        }
      }
      const spec = { Name: asked.name, Labels: labelMap(asked.labels), Data: base64(asked) };
      return { id: await api.create(spec, ctx), state: inputs };
    },

    async read(id, inputs, _state, ctx) {
      const found = await orUndefined(api.find(id, ctx));
      if (!found) return undefined;
      const isImport = Object.keys(inputs).length === 0;
      if (isImport && kind === "secret") {
        throw new Error(
          `the secret ${found.Spec.Name} cannot be imported: Docker never gives a secret's value out again. ` +
            "Remove it (docker secret rm) and let the program create it.",
        );
      }
      const now = reconcile(inputs, expected(inputs), {
        ...canonical(found),
        // A secret's value is never given out by the daemon, and neither kind's can be changed.
        ...(isImport
          ? { data: found.Spec.Data }
          : compact({ data: inputs["data"], dataRaw: inputs["dataRaw"] })),
      });
      return { id: found.ID, inputs: now, state: now };
    },

    async delete(id, _state, ctx) {
      // An update that was to replace it failed before it could remove it; now it is wanted again.
      if (takenOver.has(id)) return;
      await removeUnused(
        `${kind} ${id}`,
        () => api.remove(id, ctx),
        async () => [],
        ctx,
      );
    },
  };
  return type;
}

function base64({ data, dataRaw }: FileInputs): string {
  if (dataRaw !== undefined) return Buffer.from(dataRaw).toString("base64");
  return Buffer.from(data ?? "", "base64").toString("base64");
}

function expected(inputs: PropertyMap): PropertyMap {
  const asked = inputs as unknown as FileInputs;
  return compact({
    name: asked.name,
    labels: labelList(labelMap(asked.labels)),
    data: asked.data,
    dataRaw: asked.dataRaw,
  });
}

function canonical({ Spec }: SwarmFile): PropertyMap {
  return compact({ name: Spec.Name, labels: labelList(Spec.Labels) });
}
