/** The inputs of docker.Service as the published schema has them. */
import type { Label, StringMap } from "../../values.ts";

export interface ServiceInputs {
  name: string;
  labels?: Label[];
  auth?: { serverAddress: string; username?: string; password?: string };
  taskSpec: TaskSpec;
  mode?: { global?: boolean; replicated?: { replicas?: number } };
  endpointSpec?: { mode?: string; ports?: Port[] };
  updateConfig?: Rollout;
  rollbackConfig?: Rollout;
  /** Durations: how long to wait for the tasks, and how often the official provider looks. */
  convergeConfig?: { timeout?: string; delay?: string };
}

export interface TaskSpec {
  containerSpec: ContainerSpec;
  resources?: {
    limits?: Amounts;
    reservation?: Amounts & {
      genericResources?: { namedResourcesSpecs?: string[]; discreteResourcesSpecs?: string[] };
    };
  };
  restartPolicy?: { condition?: string; delay?: string; maxAttempts?: number; window?: string };
  placement?: {
    constraints?: string[];
    prefs?: string[];
    maxReplicas?: number;
    platforms?: { architecture: string; os: string }[];
  };
  forceUpdate?: number;
  runtime?: string;
  networksAdvanceds?: NetworkAttachment[];
  logDriver?: { name: string; options?: StringMap };
}

export interface ContainerSpec {
  image: string;
  labels?: Label[];
  commands?: string[];
  args?: string[];
  hostname?: string;
  env?: StringMap;
  dir?: string;
  user?: string;
  groups?: string[];
  privileges?: {
    credentialSpec?: { file?: string; registry?: string };
    seLinuxContext?: { disable?: boolean; user?: string; role?: string; type?: string; level?: string };
  };
  readOnly?: boolean;
  mounts?: Mount[];
  stopSignal?: string;
  stopGracePeriod?: string;
  healthcheck?: {
    tests?: string[];
    interval?: string;
    timeout?: string;
    startPeriod?: string;
    retries?: number;
  };
  hosts?: { host: string; ip: string }[];
  dnsConfig?: { nameservers: string[]; searches?: string[]; options?: string[] };
  secrets?: SecretFile[];
  configs?: ConfigFile[];
  isolation?: string;
  sysctl?: StringMap;
  capAdds?: string[];
  capDrops?: string[];
  init?: boolean;
}

export interface Mount {
  target: string;
  type: string;
  source?: string;
  readOnly?: boolean;
  bindOptions?: { propagation?: string };
  volumeOptions?: { noCopy?: boolean; labels?: Label[]; driverName?: string; driverOptions?: StringMap };
  tmpfsOptions?: { sizeBytes?: number; mode?: number };
}

interface File {
  fileName: string;
  fileUid?: string;
  fileGid?: string;
  /** Permission bits as a number: 0o444 is 292. */
  fileMode?: number;
}

export interface SecretFile extends File {
  secretId: string;
  secretName?: string;
}

export interface ConfigFile extends File {
  configId: string;
  configName?: string;
}

export interface NetworkAttachment {
  name?: string;
  id?: string;
  aliases?: string[];
  /** `key=value` */
  driverOpts?: string[];
}

export interface Port {
  name?: string;
  protocol?: string;
  targetPort: number;
  publishedPort?: number;
  publishMode?: string;
}

export interface Rollout {
  parallelism?: number;
  delay?: string;
  failureAction?: string;
  monitor?: string;
  maxFailureRatio?: string;
  order?: string;
}

interface Amounts {
  nanoCpus?: number;
  memoryBytes?: number;
}
