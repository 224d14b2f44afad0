/** docker.Network */
import { isDeepStrictEqual } from "node:util";
import type Dockerode from "dockerode";
import type { PropertyMap } from "../../server/resource.ts";
import { isOurs, keepsName, named, nameTaken, NOT_OURS, orUndefined, removeUnused } from "../objects.ts";
import type { Context, DockerResource } from "../objects.ts";
import { reconcile } from "../reconcile.ts";
import { declared } from "../schema/index.ts";
import { compact, labelList, labelMap, sortedLabels, unless } from "../values.ts";
import type { Label, StringMap } from "../values.ts";

const TOKEN = "docker:index/network:Network";

interface IpamConfig {
  subnet?: string;
  gateway?: string;
  ipRange?: string;
  auxAddress?: StringMap;
}

interface NetworkInputs {
  name: string;
  driver?: string;
  attachable?: boolean;
  internal?: boolean;
  ingress?: boolean;
  ipv6?: boolean;
  ipamDriver?: string;
  ipamOptions?: StringMap;
  ipamConfigs?: IpamConfig[];
  labels?: Label[];
  options?: StringMap;
}

/** Options that the daemon adds on its own. */
const ADDED_OPTIONS = ["com.docker.network.driver.overlay.vxlanid_list", "com.docker.network.enable_ipv4"];

export const network: DockerResource = {
  token: TOKEN,
  ...declared(TOKEN),
  replaceOnChanges: Object.keys(declared(TOKEN).inputs),
  deleteBeforeReplace: keepsName,
  computed: ["ipamConfigs"],

  check: (news, olds, random, name) => ({ inputs: named(news, olds, random, name), failures: [] }),
  normalise: (inputs) => withoutDefaults(sortedLabels(inputs)),

  async create(inputs, ctx) {
    const asked = inputs as unknown as NetworkInputs;
    const id = await createOrAdopt(asked, inputs, ctx);
    return { id, state: await stateOf(id, inputs, ctx) };
  },

  async read(id, inputs, _state, ctx) {
    const found = await inspect(id, ctx);
    if (!found) return undefined;
    const actual = canonical(found, inputs);
    const now = reconcile(inputs, expected(inputs), actual);
    return { id: found.Id, inputs: now, state: withDefaults(now, found) };
  },

  delete: (id, _state, ctx) =>
    removeUnused(
      `network ${id}`,
      () => ctx.client.docker.getNetwork(id).remove(),
      async () => {
        const found = await inspect(id, ctx);
        return Object.values(found?.Containers ?? {}).map(({ Name }) => Name);
      },
      ctx,
    ),
};

/** `verbose` is off: it would ask every node of the Swarm. */
function inspect(id: string, ctx: Context): Promise<Dockerode.NetworkInspectInfo | undefined> {
  return orUndefined(ctx.client.docker.getNetwork(id).inspect() as Promise<Dockerode.NetworkInspectInfo>);
}

async function createOrAdopt(asked: NetworkInputs, inputs: PropertyMap, ctx: Context): Promise<string> {
  const taken = (await ctx.client.docker.listNetworks({ filters: { name: [asked.name] } })).find(
    ({ Name }) => Name === asked.name,
  );
  if (taken) {
    if (!isOurs(taken.Labels, labelMap(asked.labels))) {
      throw nameTaken(network, "network", asked.name, taken.Id, NOT_OURS);
    }
    const found = await inspect(taken.Id, ctx);
    if (found && isDeepStrictEqual(canonical(found, inputs), expected(inputs))) return found.Id;
    throw nameTaken(network, "network", asked.name, taken.Id, "its settings are not those asked for");
  }
  const created = await ctx.client.docker.createNetwork({
    Name: asked.name,
    CheckDuplicate: true,
    Driver: asked.driver ?? "bridge",
    Attachable: asked.attachable ?? false,
    Internal: asked.internal ?? false,
    Ingress: asked.ingress ?? false,
    EnableIPv6: asked.ipv6 ?? false,
    Labels: labelMap(asked.labels),
    Options: asked.options ?? {},
    IPAM: {
      Driver: asked.ipamDriver ?? "default",
      ...(asked.ipamOptions && { Options: asked.ipamOptions }),
      Config: (asked.ipamConfigs ?? []).map(({ subnet, gateway, ipRange, auxAddress }) => ({
        ...(subnet && { Subnet: subnet }),
        ...(gateway && { Gateway: gateway }),
        ...(ipRange && { IPRange: ipRange }),
        ...(auxAddress && { AuxiliaryAddresses: auxAddress }),
      })),
    },
  } as unknown as Dockerode.NetworkCreateOptions);
  return created.id;
}

/** Said or not said, a default is the same network. */
function withoutDefaults(inputs: PropertyMap): PropertyMap {
  const defaults: PropertyMap = {
    driver: "bridge",
    ipamDriver: "default",
    attachable: false,
    internal: false,
    ingress: false,
    ipv6: false,
  };
  return Object.fromEntries(Object.entries(inputs).filter(([name, value]) => value !== defaults[name]));
}

/** What the daemon will say about these inputs, in the spelling of `canonical`. */
function expected(inputs: PropertyMap): PropertyMap {
  const asked = inputs as unknown as NetworkInputs;
  return compact({
    name: asked.name,
    driver: unless(asked.driver, "bridge"),
    attachable: unless(asked.attachable, false),
    internal: unless(asked.internal, false),
    ingress: unless(asked.ingress, false),
    ipv6: unless(asked.ipv6, false),
    ipamDriver: unless(asked.ipamDriver, "default"),
    ipamOptions: asked.ipamOptions,
    ipamConfigs: asked.ipamConfigs?.map((config) => compact({ ...config })),
    labels: labelList(labelMap(asked.labels)),
    options: asked.options,
  });
}

function canonical(found: Dockerode.NetworkInspectInfo, said: PropertyMap): PropertyMap {
  const asked = said as Partial<NetworkInputs>;
  const isImport = Object.keys(said).length === 0;
  const options = Object.entries(found.Options ?? {}).filter(
    ([name]) => !ADDED_OPTIONS.includes(name) || asked.options?.[name] !== undefined,
  );
  return compact({
    name: found.Name,
    driver: unless(found.Driver, "bridge"),
    attachable: unless(found.Attachable, false),
    internal: unless(found.Internal, false),
    ingress: unless(found.Ingress, false),
    ipv6: unless(found.EnableIPv6, false),
    ipamDriver: unless(found.IPAM?.Driver, "default"),
    ipamOptions: found.IPAM?.Options,
    ipamConfigs: isImport || asked.ipamConfigs ? ipamConfigs(found, asked.ipamConfigs) : undefined,
    labels: labelList(found.Labels),
    options: Object.fromEntries(options),
  });
}

/** Addresses that the daemon chose itself are no setting of the program; they are left out where none was given. */
function ipamConfigs(
  found: Dockerode.NetworkInspectInfo,
  asked: readonly IpamConfig[] | undefined,
): PropertyMap[] | undefined {
  const actual = (found.IPAM?.Config ?? []) as {
    Subnet?: string;
    Gateway?: string;
    IPRange?: string;
    AuxiliaryAddresses?: StringMap;
  }[];
  return actual.map((config, index) =>
    compact({
      subnet: config.Subnet,
      gateway: saysGateway(asked?.[index], config.Gateway) ? config.Gateway : undefined,
      ipRange: config.IPRange,
      auxAddress: config.AuxiliaryAddresses,
    }),
  );
}

/** The first address of the subnet is what the daemon takes by itself. */
function saysGateway(asked: IpamConfig | undefined, actual: string | undefined): boolean {
  return asked?.gateway !== undefined || (actual !== undefined && !/(\.1|::1)(\/\d+)?$/.test(actual));
}

async function stateOf(id: string, inputs: PropertyMap, ctx: Context): Promise<PropertyMap> {
  const found = await inspect(id, ctx);
  if (!found) throw new Error(`the network ${id} is gone right after it was created`);
  return withDefaults(inputs, found);
}

function withDefaults(inputs: PropertyMap, found: Dockerode.NetworkInspectInfo): PropertyMap {
  const options = Object.entries(found.Options ?? {}).filter(([name]) => !ADDED_OPTIONS.includes(name));
  return {
    driver: found.Driver,
    attachable: found.Attachable,
    internal: found.Internal,
    ingress: found.Ingress,
    ipv6: found.EnableIPv6,
    ipamDriver: found.IPAM?.Driver ?? "default",
    ipamConfigs: ((found.IPAM?.Config ?? []) as { Subnet?: string; Gateway?: string }[]).map((config) =>
      compact({ subnet: config.Subnet, gateway: config.Gateway }),
    ),
    options: Object.fromEntries(options),
    scope: found.Scope,
    ...inputs,
  };
}
