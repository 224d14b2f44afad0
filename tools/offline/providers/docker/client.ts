/** The connection to the Docker daemon, from the provider's settings. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type Dockerode from "dockerode";
import type { CheckFailure, PropertyMap } from "../server/resource.ts";
import { renderPath } from "../server/diff.ts";
import { SshAgent, sshOptions } from "./ssh.ts";

/** Credentials as the daemon's API takes them. */
export interface RegistryCredentials {
  username: string;
  password: string;
  serveraddress: string;
}

interface RegistryAuth {
  address: string;
  username?: string;
  password?: string;
  configFile?: string;
  configFileContent?: string;
  authDisabled?: boolean;
}

export interface Settings {
  host: string;
  caMaterial?: string;
  certMaterial?: string;
  keyMaterial?: string;
  /** Folder with ca.pem, cert.pem and key.pem. */
  certPath?: string;
  sshOpts: string[];
  registryAuth: RegistryAuth[];
  disableDockerDaemonCheck: boolean;
}

export interface DockerClient {
  docker: Dockerode;
  /** Where the daemon is, as the operator wrote it. */
  host: string;
  /** What to log in with for an image's registry, if anything was given for it. */
  credentialsFor(image: string): RegistryCredentials | undefined;
}

const DEFAULT_HOST = "unix:///var/run/docker.sock";
const KNOWN = [
  "host",
  "caMaterial",
  "certMaterial",
  "keyMaterial",
  "certPath",
  "sshOpts",
  "registryAuth",
  "disableDockerDaemonCheck",
];

/** The SDK sends everything that is not text as JSON text. */
function fromJson(value: unknown): unknown {
  if (typeof value !== "string" || value === "") return value || undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

export function readSettings(config: PropertyMap): Settings {
  const text = (name: string) =>
    typeof config[name] === "string" && config[name] ? config[name] : undefined;
  const certPath =
    text("certPath") ?? (process.env["DOCKER_TLS_VERIFY"] ? process.env["DOCKER_CERT_PATH"] : undefined);
  const caMaterial = text("caMaterial");
  const certMaterial = text("certMaterial");
  const keyMaterial = text("keyMaterial");
  return {
    host: text("host") ?? (process.env["DOCKER_HOST"] || DEFAULT_HOST),
    ...(caMaterial && { caMaterial }),
    ...(certMaterial && { certMaterial }),
    ...(keyMaterial && { keyMaterial }),
    ...(certPath && { certPath }),
    sshOpts: (fromJson(config["sshOpts"]) as string[] | undefined) ?? [],
    registryAuth: (fromJson(config["registryAuth"]) as RegistryAuth[] | undefined) ?? [],
    disableDockerDaemonCheck: fromJson(config["disableDockerDaemonCheck"]) === true,
  };
}

export function checkSettings(config: PropertyMap): CheckFailure[] {
  const failures: CheckFailure[] = Object.keys(config)
    .filter((name) => !KNOWN.includes(name) && config[name] !== undefined && config[name] !== "")
    .map((name) => ({
      property: renderPath([name]),
      reason:
        name === "context"
          ? "Docker contexts are not read here; set host to the address that the context holds"
          : `there is no such setting; known: ${KNOWN.join(", ")}`,
    }));
  const host = config["host"];
  if (typeof host === "string" && host !== "" && !/^(unix|tcp|http|https|ssh|npipe):\/\//.test(host)) {
    failures.push({ property: "host", reason: `"${host}" must start with unix://, tcp:// or ssh://` });
  }
  return failures;
}

export async function connect(config: PropertyMap): Promise<DockerClient> {
  const settings = readSettings(config);
  const { default: Docker } = await import("dockerode");
  const docker = new Docker(dockerodeOptions(settings));
  if (!settings.disableDockerDaemonCheck) {
    try {
      await docker.ping();
    } catch (error) {
      throw unreachable(settings.host, error);
    }
  }
  return {
    docker,
    host: settings.host,
    credentialsFor: (image) => credentials(settings.registryAuth, registryOf(image)),
  };
}

function dockerodeOptions(settings: Settings): Dockerode.DockerOptions {
  const url = new URL(settings.host);
  if (url.protocol === "unix:" || url.protocol === "npipe:") return { socketPath: url.pathname };
  if (url.protocol === "ssh:") {
    const agent = new SshAgent(url, sshOptions(settings.sshOpts));
    return { protocol: "http", host: url.hostname, port: 80, agent } as Dockerode.DockerOptions;
  }
  const file = (name: string) => readFileSync(join(settings.certPath!, name), "utf8");
  const ca = settings.caMaterial ?? (settings.certPath ? file("ca.pem") : undefined);
  const cert = settings.certMaterial ?? (settings.certPath ? file("cert.pem") : undefined);
  const key = settings.keyMaterial ?? (settings.certPath ? file("key.pem") : undefined);
  const secure = url.protocol === "https:" || ca !== undefined || cert !== undefined;
  return {
    protocol: secure ? "https" : "http",
    host: url.hostname,
    port: Number(url.port || (secure ? 2376 : 2375)),
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
  };
}

const UNREACHABLE = [
  "ECONNREFUSED",
  "ENOENT",
  "EACCES",
  "ENOTFOUND",
  "ECONNRESET",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "EPIPE",
];

/** What went wrong, where, and what to do, when no daemon answers. Other errors come back as they are. */
export function unreachable(host: string, error: unknown): Error {
  const { code, message } = error as { code?: string; message: string };
  const isConnection = code !== undefined && UNREACHABLE.includes(code);
  if (!isConnection && !/socket hang up|handshake|authentication methods failed/i.test(message)) {
    return error instanceof Error ? error : new Error(String(error));
  }
  const advice =
    code === "EACCES"
      ? "The current user may not use it: add the user to the group docker (and sign in again), or run as root."
      : "Start Docker there, or set DOCKER_HOST (or the setting docker:host) to where it runs; `docker info` shows whether it answers.";
  return new Error(`no Docker daemon answers at ${host} (${code ?? message}). ${advice}`);
}

/** The registry an image name points to: its first part when that looks like a host, Docker Hub otherwise. */
export function registryOf(image: string): string {
  const first = image.split("/")[0]!;
  const isHost = image.includes("/") && (first.includes(".") || first.includes(":") || first === "localhost");
  return isHost ? first : "docker.io";
}

function credentials(configured: readonly RegistryAuth[], registry: string): RegistryCredentials | undefined {
  const hostOf = (address: string) => address.replace(/^https?:\/\//, "").split("/")[0]!;
  const aliases =
    registry === "docker.io" ? ["docker.io", "index.docker.io", "registry-1.docker.io"] : [registry];
  const found = configured.find(({ address }) => aliases.includes(hostOf(address)));
  if (!found || found.authDisabled) return undefined;
  if (found.username !== undefined) {
    return { username: found.username, password: found.password ?? "", serveraddress: found.address };
  }
  const file = found.configFile ?? join(homedir(), ".docker/config.json");
  const config = JSON.parse(found.configFileContent ?? readFileSync(file, "utf8")) as {
    auths?: Record<string, { auth?: string }>;
  };
  const entry = Object.entries(config.auths ?? {}).find(([address]) => aliases.includes(hostOf(address)));
  if (!entry?.[1].auth) {
    throw new Error(
      `docker provider: registryAuth for ${found.address} names no username, and ${found.configFileContent ? "configFileContent" : file} holds no login for it; ` +
        "give username and password, or log in with `docker login` (credential helpers are not read here)",
    );
  }
  const [username = "", ...password] = Buffer.from(entry[1].auth, "base64").toString().split(":");
  return { username, password: password.join(":"), serveraddress: found.address };
}
