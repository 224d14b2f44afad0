/** From the inputs of a service to the daemon's service specification, and back. */
import type { PropertyMap } from "../../../server/resource.ts";
import {
  compact,
  compareText,
  formatDuration,
  labelList,
  labelMap,
  nanoseconds,
  unless,
} from "../../values.ts";
import type { StringMap } from "../../values.ts";
import type {
  ConfigFile,
  ContainerSpec,
  Mount,
  NetworkAttachment,
  Rollout,
  SecretFile,
  ServiceInputs,
} from "./inputs.ts";

/** What inputs refer to by name, by the names used: networks by id, secrets and configs by name. */
export interface References {
  networkIds: StringMap;
  secretNames: StringMap;
  configNames: StringMap;
}

/** The daemon's service specification; only what is read back is typed. */
export interface ServiceSpec {
  Name: string;
  Labels?: StringMap | null;
  TaskTemplate: DaemonTask;
  Mode?: { Global?: object; Replicated?: { Replicas?: number } };
  UpdateConfig?: DaemonRollout;
  RollbackConfig?: DaemonRollout;
  EndpointSpec?: { Mode?: string; Ports?: DaemonPort[] };
}

interface DaemonTask {
  ContainerSpec: DaemonContainer;
  Resources?: { Limits?: DaemonAmounts; Reservations?: DaemonAmounts };
  RestartPolicy?: { Condition?: string; Delay?: number; MaxAttempts?: number; Window?: number };
  Placement?: {
    Constraints?: string[];
    Preferences?: { Spread?: { SpreadDescriptor?: string } }[];
    MaxReplicas?: number;
    Platforms?: { Architecture?: string; OS?: string }[];
  };
  ForceUpdate?: number;
  Runtime?: string;
  Networks?: { Target: string; Aliases?: string[]; DriverOpts?: StringMap }[];
  LogDriver?: { Name?: string; Options?: StringMap };
}

interface DaemonContainer {
  Image: string;
  Labels?: StringMap | null;
  Command?: string[];
  Args?: string[];
  Hostname?: string;
  Env?: string[];
  Dir?: string;
  User?: string;
  Groups?: string[];
  Privileges?: {
    CredentialSpec?: { File?: string; Registry?: string } | null;
    SELinuxContext?: {
      Disable?: boolean;
      User?: string;
      Role?: string;
      Type?: string;
      Level?: string;
    } | null;
  };
  ReadOnly?: boolean;
  Mounts?: DaemonMount[];
  StopSignal?: string;
  StopGracePeriod?: number;
  Healthcheck?: {
    Test?: string[];
    Interval?: number;
    Timeout?: number;
    StartPeriod?: number;
    Retries?: number;
  };
  /** `address name` */
  Hosts?: string[];
  DNSConfig?: { Nameservers?: string[]; Search?: string[]; Options?: string[] };
  Secrets?: (DaemonFile & { SecretID: string; SecretName: string })[];
  Configs?: (DaemonFile & { ConfigID: string; ConfigName: string })[];
  Isolation?: string;
  Sysctls?: StringMap;
  CapabilityAdd?: string[];
  CapabilityDrop?: string[];
  Init?: boolean | null;
}

interface DaemonFile {
  File?: { Name: string; UID: string; GID: string; Mode: number };
}

interface DaemonMount {
  Type: string;
  Source?: string;
  Target: string;
  ReadOnly?: boolean;
  BindOptions?: { Propagation?: string };
  VolumeOptions?: {
    NoCopy?: boolean;
    Labels?: StringMap;
    DriverConfig?: { Name?: string; Options?: StringMap };
  };
  TmpfsOptions?: { SizeBytes?: number; Mode?: number };
}

interface DaemonAmounts {
  NanoCPUs?: number;
  MemoryBytes?: number;
  GenericResources?: {
    NamedResourceSpec?: { Kind: string; Value: string };
    DiscreteResourceSpec?: { Kind: string; Value: number };
  }[];
}

interface DaemonPort {
  Name?: string;
  Protocol?: string;
  TargetPort?: number;
  PublishedPort?: number;
  PublishMode?: string;
}

interface DaemonRollout {
  Parallelism?: number;
  Delay?: number;
  FailureAction?: string;
  Monitor?: number;
  MaxFailureRatio?: number;
  Order?: string;
}

const DEFAULT_FILE_MODE = 0o444;
/** What the daemon assumes where a rollout says nothing (nanoseconds). */
const DEFAULT_MONITOR = 5e9;
const DEFAULT_RESTART_DELAY = 5e9;

export function toSpec(inputs: ServiceInputs, references: References): ServiceSpec {
  const { taskSpec } = inputs;
  const { resources, restartPolicy, placement, networksAdvanceds, logDriver } = taskSpec;
  return compact({
    Name: inputs.name,
    Labels: labelMap(inputs.labels),
    TaskTemplate: compact({
      ContainerSpec: toContainer(taskSpec.containerSpec, references),
      Resources: compact({
        Limits: compact({
          NanoCPUs: resources?.limits?.nanoCpus,
          MemoryBytes: resources?.limits?.memoryBytes,
        }),
        Reservations: compact({
          NanoCPUs: resources?.reservation?.nanoCpus,
          MemoryBytes: resources?.reservation?.memoryBytes,
          GenericResources: toGenericResources(resources?.reservation?.genericResources),
        }),
      }),
      RestartPolicy: compact({
        Condition: restartPolicy?.condition,
        Delay: nanoseconds(restartPolicy?.delay),
        MaxAttempts: restartPolicy?.maxAttempts,
        Window: nanoseconds(restartPolicy?.window),
      }),
      Placement: compact({
        Constraints: placement?.constraints,
        Preferences: placement?.prefs?.map((pref) => ({
          Spread: { SpreadDescriptor: pref.replace(/^spread=/, "") },
        })),
        MaxReplicas: placement?.maxReplicas,
        Platforms: placement?.platforms?.map(({ architecture, os }) => ({
          Architecture: architecture,
          OS: os,
        })),
      }),
      ForceUpdate: taskSpec.forceUpdate,
      Runtime: taskSpec.runtime,
      Networks: networksAdvanceds?.map((network) => toNetwork(network, references)),
      LogDriver: logDriver && { Name: logDriver.name, Options: logDriver.options ?? {} },
    }),
    Mode: inputs.mode?.global
      ? { Global: {} }
      : { Replicated: { Replicas: inputs.mode?.replicated?.replicas ?? 1 } },
    UpdateConfig: toRollout(inputs.updateConfig),
    RollbackConfig: toRollout(inputs.rollbackConfig),
    EndpointSpec: compact({
      Mode: inputs.endpointSpec?.mode,
      Ports: inputs.endpointSpec?.ports?.map((port) =>
        compact({
          Name: port.name,
          Protocol: port.protocol ?? "tcp",
          TargetPort: port.targetPort,
          PublishedPort: port.publishedPort,
          PublishMode: port.publishMode ?? "ingress",
        }),
      ),
    }),
  }) as unknown as ServiceSpec;
}

function toContainer(spec: ContainerSpec, references: References): PropertyMap {
  const { healthcheck, privileges, dnsConfig } = spec;
  return compact({
    Image: spec.image,
    Labels: labelMap(spec.labels),
    Command: spec.commands,
    Args: spec.args,
    Hostname: spec.hostname,
    Env: Object.entries(spec.env ?? {}).map(([name, value]) => `${name}=${value}`),
    Dir: spec.dir,
    User: spec.user,
    Groups: spec.groups,
    Privileges:
      privileges &&
      compact({
        CredentialSpec:
          privileges.credentialSpec &&
          compact({ File: privileges.credentialSpec.file, Registry: privileges.credentialSpec.registry }),
        SELinuxContext:
          privileges.seLinuxContext &&
          compact({
            Disable: privileges.seLinuxContext.disable,
            User: privileges.seLinuxContext.user,
            Role: privileges.seLinuxContext.role,
            Type: privileges.seLinuxContext.type,
            Level: privileges.seLinuxContext.level,
          }),
      }),
    ReadOnly: spec.readOnly,
    Mounts: spec.mounts?.map(toMount),
    StopSignal: spec.stopSignal,
    StopGracePeriod: nanoseconds(spec.stopGracePeriod),
    Healthcheck:
      healthcheck &&
      compact({
        Test: healthcheck.tests,
        Interval: nanoseconds(healthcheck.interval),
        Timeout: nanoseconds(healthcheck.timeout),
        StartPeriod: nanoseconds(healthcheck.startPeriod),
        Retries: healthcheck.retries,
      }),
    Hosts: spec.hosts?.map(({ host, ip }) => `${ip} ${host}`),
    DNSConfig:
      dnsConfig &&
      compact({ Nameservers: dnsConfig.nameservers, Search: dnsConfig.searches, Options: dnsConfig.options }),
    Secrets: spec.secrets?.map((secret) => ({
      SecretID: secret.secretId,
      SecretName: secret.secretName ?? references.secretNames[secret.secretId],
      File: toFile(secret),
    })),
    Configs: spec.configs?.map((config) => ({
      ConfigID: config.configId,
      ConfigName: config.configName ?? references.configNames[config.configId],
      File: toFile(config),
    })),
    Isolation: spec.isolation,
    Sysctls: spec.sysctl,
    CapabilityAdd: spec.capAdds,
    CapabilityDrop: spec.capDrops,
    Init: spec.init,
  });
}

function toFile({ fileName, fileUid, fileGid, fileMode }: SecretFile | ConfigFile): DaemonFile["File"] {
  return { Name: fileName, UID: fileUid ?? "0", GID: fileGid ?? "0", Mode: fileMode ?? DEFAULT_FILE_MODE };
}

function toMount({
  target,
  type,
  source,
  readOnly,
  bindOptions,
  volumeOptions,
  tmpfsOptions,
}: Mount): PropertyMap {
  const driver = compact({ Name: volumeOptions?.driverName, Options: volumeOptions?.driverOptions });
  return compact({
    Type: type,
    Source: source,
    Target: target,
    ReadOnly: readOnly,
    BindOptions: bindOptions && compact({ Propagation: bindOptions.propagation }),
    VolumeOptions:
      volumeOptions &&
      compact({ NoCopy: volumeOptions.noCopy, Labels: labelMap(volumeOptions.labels), DriverConfig: driver }),
    TmpfsOptions: tmpfsOptions && compact({ SizeBytes: tmpfsOptions.sizeBytes, Mode: tmpfsOptions.mode }),
  });
}

function toNetwork(
  { id, name, aliases, driverOpts }: NetworkAttachment,
  references: References,
): PropertyMap {
  const target = id ?? name ?? "";
  return compact({
    Target: references.networkIds[target] ?? target,
    Aliases: aliases,
    DriverOpts: Object.fromEntries((driverOpts ?? []).map(splitPair)),
  });
}

function toGenericResources(
  generic: { namedResourcesSpecs?: string[]; discreteResourcesSpecs?: string[] } | undefined,
): PropertyMap[] {
  const pairs = (texts: string[] | undefined) => (texts ?? []).map(splitPair);
  return [
    ...pairs(generic?.namedResourcesSpecs).map(([Kind, Value]) => ({ NamedResourceSpec: { Kind, Value } })),
    ...pairs(generic?.discreteResourcesSpecs).map(([Kind, Value]) => ({
      DiscreteResourceSpec: { Kind, Value: Number(Value) },
    })),
  ];
}

function splitPair(text: string): [string, string] {
  const at = text.indexOf("=");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function toRollout(rollout: Rollout | undefined): DaemonRollout | undefined {
  if (!rollout) return undefined;
  return {
    Parallelism: rollout.parallelism ?? 1,
    Delay: nanoseconds(rollout.delay) ?? 0,
    FailureAction: rollout.failureAction ?? "pause",
    Monitor: nanoseconds(rollout.monitor) ?? DEFAULT_MONITOR,
    MaxFailureRatio: Number(rollout.maxFailureRatio ?? 0),
    Order: rollout.order ?? "stop-first",
  };
}

/**
 * The inputs that describe a specification, without what equals the daemon's defaults and with sets in the order
 * of their names: two specifications mean the same when this gives the same.
 */
export function fromSpec(spec: ServiceSpec): PropertyMap {
  const task = spec.TaskTemplate;
  const { Resources, RestartPolicy, Placement, LogDriver } = task;
  return compact({
    name: spec.Name,
    labels: labelList(spec.Labels),
    taskSpec: compact({
      containerSpec: fromContainer(task.ContainerSpec),
      resources: compact({
        limits: fromAmounts(Resources?.Limits),
        reservation: fromAmounts(Resources?.Reservations),
      }),
      restartPolicy: compact({
        condition: unless(RestartPolicy?.Condition, "any"),
        delay: duration(RestartPolicy?.Delay, DEFAULT_RESTART_DELAY),
        maxAttempts: unless(RestartPolicy?.MaxAttempts, 0),
        window: duration(RestartPolicy?.Window, 0),
      }),
      placement: compact({
        constraints: sorted(Placement?.Constraints),
        prefs: Placement?.Preferences?.map(({ Spread }) => Spread?.SpreadDescriptor ?? ""),
        maxReplicas: unless(Placement?.MaxReplicas, 0),
        platforms: Placement?.Platforms?.map(({ Architecture, OS }) => ({
          architecture: Architecture,
          os: OS,
        })),
      }),
      forceUpdate: unless(task.ForceUpdate, 0),
      runtime: unless(task.Runtime, "container"),
      networksAdvanceds: sortedBy(
        (task.Networks ?? []).map(({ Target, Aliases, DriverOpts }) =>
          compact({
            name: Target,
            aliases: sorted(Aliases),
            driverOpts: sorted(Object.entries(DriverOpts ?? {}).map(([key, value]) => `${key}=${value}`)),
          }),
        ),
        "name",
      ),
      logDriver: LogDriver && compact({ name: LogDriver.Name, options: LogDriver.Options }),
    }),
    mode: spec.Mode?.Global ? { global: true } : fromReplicas(spec.Mode?.Replicated?.Replicas),
    updateConfig: fromRollout(spec.UpdateConfig),
    rollbackConfig: fromRollout(spec.RollbackConfig),
    endpointSpec: compact({
      mode: unless(spec.EndpointSpec?.Mode, "vip"),
      ports: sortedBy(
        (spec.EndpointSpec?.Ports ?? []).map((port) =>
          compact({
            name: port.Name,
            protocol: unless(port.Protocol, "tcp"),
            targetPort: port.TargetPort,
            publishedPort: unless(port.PublishedPort, 0),
            publishMode: unless(port.PublishMode, "ingress"),
          }),
        ),
        "targetPort",
      ),
    }),
  });
}

function fromReplicas(replicas: number | undefined): PropertyMap | undefined {
  return replicas === undefined || replicas === 1 ? undefined : { replicated: { replicas } };
}

function fromContainer(spec: DaemonContainer): PropertyMap {
  const { Healthcheck, Privileges, DNSConfig } = spec;
  return compact({
    image: spec.Image,
    labels: labelList(spec.Labels),
    commands: spec.Command,
    args: spec.Args,
    hostname: spec.Hostname,
    env: Object.fromEntries((spec.Env ?? []).map(splitPair)),
    dir: spec.Dir,
    user: spec.User,
    groups: spec.Groups,
    privileges: compact({
      credentialSpec: compact({
        file: Privileges?.CredentialSpec?.File,
        registry: Privileges?.CredentialSpec?.Registry,
      }),
      seLinuxContext: compact({
        disable: unless(Privileges?.SELinuxContext?.Disable, false),
        user: Privileges?.SELinuxContext?.User,
        role: Privileges?.SELinuxContext?.Role,
        type: Privileges?.SELinuxContext?.Type,
        level: Privileges?.SELinuxContext?.Level,
      }),
    }),
    readOnly: unless(spec.ReadOnly, false),
    mounts: sortedBy((spec.Mounts ?? []).map(fromMount), "target"),
    stopSignal: spec.StopSignal,
    stopGracePeriod: duration(spec.StopGracePeriod, undefined),
    healthcheck: compact({
      tests: Healthcheck?.Test,
      interval: duration(Healthcheck?.Interval, 0),
      timeout: duration(Healthcheck?.Timeout, 0),
      startPeriod: duration(Healthcheck?.StartPeriod, 0),
      retries: unless(Healthcheck?.Retries, 0),
    }),
    hosts: spec.Hosts?.map((line) => {
      const [ip = "", host = ""] = line.split(/\s+/);
      return { host, ip };
    }),
    dnsConfig: compact({
      nameservers: DNSConfig?.Nameservers,
      searches: DNSConfig?.Search,
      options: DNSConfig?.Options,
    }),
    secrets: sortedBy(
      (spec.Secrets ?? []).map(({ SecretID, SecretName, File }) =>
        compact({ secretId: SecretID, secretName: SecretName, ...fromFile(File) }),
      ),
      "fileName",
    ),
    configs: sortedBy(
      (spec.Configs ?? []).map(({ ConfigID, ConfigName, File }) =>
        compact({ configId: ConfigID, configName: ConfigName, ...fromFile(File) }),
      ),
      "fileName",
    ),
    isolation: unless(spec.Isolation, "default"),
    sysctl: spec.Sysctls,
    capAdds: sorted(spec.CapabilityAdd?.map(capability)),
    capDrops: sorted(spec.CapabilityDrop?.map(capability)),
    init: spec.Init,
  });
}

/** The daemon answers with the prefix, programs mostly leave it out. */
function capability(name: string): string {
  const plain = name.toUpperCase();
  return plain === "ALL" || plain.startsWith("CAP_") ? plain : `CAP_${plain}`;
}

function fromFile(file: DaemonFile["File"]): PropertyMap {
  return compact({
    fileName: file?.Name,
    fileUid: unless(file?.UID, "0"),
    fileGid: unless(file?.GID, "0"),
    fileMode: unless(file?.Mode, DEFAULT_FILE_MODE),
  });
}

function fromMount(mount: DaemonMount): PropertyMap {
  const { BindOptions, VolumeOptions, TmpfsOptions } = mount;
  return compact({
    target: mount.Target,
    type: mount.Type,
    source: mount.Source,
    readOnly: unless(mount.ReadOnly, false),
    bindOptions: compact({ propagation: unless(BindOptions?.Propagation, "rprivate") }),
    volumeOptions: compact({
      noCopy: unless(VolumeOptions?.NoCopy, false),
      labels: labelList(VolumeOptions?.Labels),
      driverName: VolumeOptions?.DriverConfig?.Name,
      driverOptions: VolumeOptions?.DriverConfig?.Options,
    }),
    tmpfsOptions: compact({
      sizeBytes: unless(TmpfsOptions?.SizeBytes, 0),
      mode: unless(TmpfsOptions?.Mode, 0),
    }),
  });
}

function fromAmounts(amounts: DaemonAmounts | undefined): PropertyMap {
  const generic = amounts?.GenericResources ?? [];
  return compact({
    nanoCpus: unless(amounts?.NanoCPUs, 0),
    memoryBytes: unless(amounts?.MemoryBytes, 0),
    genericResources: compact({
      namedResourcesSpecs: sorted(
        generic.flatMap(({ NamedResourceSpec: spec }) => (spec ? [`${spec.Kind}=${spec.Value}`] : [])),
      ),
      discreteResourcesSpecs: sorted(
        generic.flatMap(({ DiscreteResourceSpec: spec }) => (spec ? [`${spec.Kind}=${spec.Value}`] : [])),
      ),
    }),
  });
}

function fromRollout(rollout: DaemonRollout | undefined): PropertyMap | undefined {
  if (!rollout) return undefined;
  return compact({
    parallelism: unless(rollout.Parallelism, 1),
    delay: duration(rollout.Delay, 0),
    failureAction: unless(rollout.FailureAction, "pause"),
    monitor: duration(rollout.Monitor, DEFAULT_MONITOR),
    maxFailureRatio: rollout.MaxFailureRatio ? String(rollout.MaxFailureRatio) : undefined,
    order: unless(rollout.Order, "stop-first"),
  });
}

function duration(amount: number | undefined, byDefault: number | undefined): string | undefined {
  return amount === undefined || amount === byDefault ? undefined : formatDuration(amount);
}

function sorted(items: readonly string[] | undefined | null): string[] | undefined {
  return items?.toSorted(compareText);
}

function sortedBy(items: PropertyMap[], key: string): PropertyMap[] {
  return items.toSorted((a, b) => compareText(String(a[key]).padStart(6), String(b[key]).padStart(6)));
}
