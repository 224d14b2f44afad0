/** Builds an image with the daemon's own builder. */
import type Dockerode from "dockerode";
import type { CheckFailure, PropertyMap } from "../../../server/resource.ts";
import { daemonMessage } from "../../objects.ts";
import type { Context } from "../../objects.ts";
import { checkOneOf, compact, refuse } from "../../values.ts";
import type { StringMap } from "../../values.ts";
import { splitReference } from "../tag.ts";
import { findContext, packContext } from "./context.ts";

export interface BuildInputs {
  context: string;
  authConfigs?: RegistryLogin[];
  dockerfile?: string;
  buildArgs?: StringMap;
  label?: StringMap;
  labels?: StringMap;
  tags?: string[];
  target?: string;
  noCache?: boolean;
  pullParent?: boolean;
  remove?: boolean;
  forceRemove?: boolean;
  networkMode?: string;
  platform?: string;
  extraHosts?: string[];
  cacheFroms?: string[];
  memory?: number;
  memorySwap?: number;
  cpuShares?: number;
  cpuPeriod?: number;
  cpuQuota?: number;
  cpuSetCpus?: string;
  shmSize?: number;
  cgroupParent?: string;
  squash?: boolean;
  suppressOutput?: boolean;
  isolation?: string;
}

/** For a registry that the build's base comes from. */
interface RegistryLogin {
  hostName: string;
  userName?: string;
  password?: string;
  auth?: string;
  email?: string;
  serverAddress?: string;
  identityToken?: string;
  registryToken?: string;
}

/** How much of a failed build's output its error repeats. */
const TAIL_LINES = 40;

/** Inputs that only BuildKit's own client, the docker CLI, or a registry session can carry out. */
const NOT_HERE = [
  "additionalContexts",
  "buildId",
  "buildLogFile",
  "builder",
  "cacheTos",
  "cpuSetMems",
  "provenance",
  "remoteContext",
  "sbom",
  "secrets",
  "securityOpts",
  "sessionId",
  "ulimits",
];

export function checkBuild(inputs: PropertyMap): CheckFailure[] {
  return [
    ...refuse(
      inputs,
      NOT_HERE.map((name) => `build.${name}`),
      "the daemon's own builder is used, without a session",
    ),
    ...checkOneOf(inputs, "build.version", ["1", ""]),
  ];
}

interface BuildMessage {
  stream?: string;
  status?: string;
  error?: string;
  errorDetail?: { message?: string };
}

/** Builds and tags; the daemon's output goes to the operator line by line. */
export async function build(name: string, inputs: BuildInputs, ctx: Context): Promise<void> {
  const { docker } = ctx.client;
  const context = findContext(inputs.context, inputs.dockerfile);
  const options = compact({
    registryconfig: registryConfig(inputs.authConfigs),
    t: name,
    dockerfile: context.dockerfile,
    buildargs: inputs.buildArgs,
    labels: { ...inputs.label, ...inputs.labels },
    target: inputs.target,
    nocache: inputs.noCache,
    pull: inputs.pullParent ? "true" : undefined,
    rm: inputs.remove ?? true,
    forcerm: inputs.forceRemove ?? true,
    networkmode: inputs.networkMode,
    platform: inputs.platform,
    extrahosts: inputs.extraHosts?.join(","),
    cachefrom: inputs.cacheFroms,
    memory: inputs.memory,
    memswap: inputs.memorySwap,
    cpushares: inputs.cpuShares,
    cpuperiod: inputs.cpuPeriod,
    cpuquota: inputs.cpuQuota,
    cpusetcpus: inputs.cpuSetCpus,
    shmsize: inputs.shmSize,
    cgroupparent: inputs.cgroupParent,
    squash: inputs.squash,
    q: inputs.suppressOutput,
  });
  const lines: string[] = [];
  try {
    const output = await docker.buildImage(packContext(context), {
      ...options,
      abortSignal: ctx.signal,
    } as Dockerode.ImageBuildOptions);
    await follow(docker, output, (message) => {
      const text = (message.stream ?? message.status ?? "").trim();
      if (text === "") return;
      lines.push(...text.split("\n"));
      lines.splice(0, Math.max(0, lines.length - TAIL_LINES));
      ctx.status(lines.at(-1)!);
    });
  } catch (error) {
    const tail = lines.map((line) => `  | ${line}`).join("\n");
    throw new Error(
      `the image ${name} could not be built from ${context.folder}: ${daemonMessage(error)}` +
        (tail ? `\nlast lines of the build:\n${tail}` : ""),
      { cause: error },
    );
  }
  for (const tag of inputs.tags ?? []) await docker.getImage(name).tag(splitReference(tag));
}

/** By registry, as the daemon takes them. */
export function registryConfig(logins: readonly RegistryLogin[] = []): Record<string, object> {
  return Object.fromEntries(
    logins.map((login) => [
      login.hostName,
      compact({
        username: login.userName,
        password: login.password,
        auth: login.auth,
        email: login.email,
        serveraddress: login.serverAddress ?? login.hostName,
        identitytoken: login.identityToken,
        registrytoken: login.registryToken,
      }),
    ]),
  );
}

/** Until the daemon has finished; an error in its answer is thrown. */
export function follow(
  docker: Dockerode,
  output: NodeJS.ReadableStream,
  progress: (message: BuildMessage) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const finished = (error: Error | null) => (error ? reject(error) : resolve());
    docker.modem.followProgress(output, finished, (message: BuildMessage) => {
      if (message.error) reject(new Error(message.errorDetail?.message ?? message.error));
      else progress(message);
    });
  });
}
