/**
 * The engine of another machine by SSH: one connection, a channel to the engine's socket for each request. A
 * connection for each would be more than sshd lets in at once (MaxStartups).
 */
import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { homedir } from "node:os";
import type { Duplex } from "node:stream";
import type { Client, ConnectConfig, ServerHostKeyAlgorithm } from "ssh2";

const SOCKET = "/var/run/docker.sock";
/** Until the machine has answered, ms. */
const ANSWERS_WITHIN = 15_000;

/** What is understood of the options of the ssh command. */
export interface SshOptions {
  /** Files. */
  identity?: string;
  knownHosts?: string;
}

/**
 * Of the options of the ssh command those that have a counterpart. Anything else would be dropped silently, so it is
 * refused.
 */
export function sshOptions(options: readonly string[]): SshOptions {
  const words = options.flatMap((option) => option.trim().split(/\s+/));
  const result: SshOptions = {};
  const file = (path: string) => path.replace(/^~(?=\/)/, homedir());
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const takesNext = word === "-i" || word === "-o";
    const said = takesNext ? (words[++index] ?? "") : word.replace(/^-o/, "");
    const [, name = "", value = ""] =
      word === "-i" ? ["", "IdentityFile", said] : (/^(\w+)=(.+)$/.exec(said) ?? []);
    if (name === "IdentityFile") result.identity = file(value);
    else if (name === "UserKnownHostsFile") result.knownHosts = file(value);
    else if (!/^(IdentitiesOnly|StrictHostKeyChecking)$/.test(name) || value !== "yes") {
      throw new Error(
        `docker provider: the ssh option "${takesNext ? `${word} ${said}` : word}" is not supported by this stand-in ` +
          "for the official provider; it understands -i <identity file>, -o IdentityFile=, UserKnownHostsFile=, " +
          "IdentitiesOnly=yes, StrictHostKeyChecking=yes, and the ssh agent",
      );
    }
  }
  return result;
}

/** The host's keys in a file as of OpenSSH; names that are hashed there are not found. */
export function knownKeys(text: string, host: string, port: number): { type: string; key: Buffer }[] {
  const name = port === 22 ? host : `[${host}]:${port}`;
  return text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([names = ""]) => names.split(",").includes(name))
    .map(([, type = "", key = ""]) => ({ type, key: Buffer.from(key, "base64") }));
}

/** For `http.request`: sends each request over a channel of one SSH connection, which is made when first needed. */
export class SshAgent extends Agent {
  readonly #config: ConnectConfig;
  readonly #where: string;
  #client: Promise<Client> | undefined;

  constructor(url: URL, options: SshOptions) {
    super({ keepAlive: false });
    const port = Number(url.port || 22);
    const identity = options.identity;
    const agent = process.env["SSH_AUTH_SOCK"];
    this.#where = `${url.hostname}:${port}`;
    this.#config = {
      host: url.hostname,
      port,
      username: decodeURIComponent(url.username) || process.env["USER"] || "root",
      readyTimeout: ANSWERS_WITHIN,
      keepaliveInterval: 10_000,
      ...(identity ? { privateKey: readFileSync(identity) } : agent ? { agent } : {}),
      ...(options.knownHosts
        ? this.#onlyKnown(readFileSync(options.knownHosts, "utf8"), url.hostname, port)
        : {}),
    };
  }

  #onlyKnown(text: string, host: string, port: number): ConnectConfig {
    const known = knownKeys(text, host, port);
    const kinds = known.map(({ type }) => (type === "ssh-rsa" ? "rsa-sha2-512" : type));
    return {
      ...(kinds.length > 0 && { algorithms: { serverHostKey: kinds as ServerHostKeyAlgorithm[] } }),
      hostVerifier: (offered: Buffer) => known.some(({ key }) => key.equals(offered)),
    };
  }

  /** Node's own signature: the channel is handed over by the callback. */
  override createConnection(
    _options: object,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#client ??= this.#connect();
    this.#client.then(
      (client) =>
        client.openssh_forwardOutStreamLocal(SOCKET, (error, channel) =>
          callback?.(
            error
              ? new Error(
                  `no Docker daemon answers behind SSH at ${this.#where} (${error.message}). Is it running there, and is the user in the group docker?`,
                )
              : null,
            channel,
          ),
        ),
      (error: Error) => callback?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  }

  /** Ends the connection, and with it all requests that are under way. */
  override destroy(): void {
    super.destroy();
    this.#client?.then(
      (client) => client.destroy(),
      () => {},
    );
    this.#client = undefined;
  }

  async #connect(): Promise<Client> {
    const { default: ssh2 } = await import("ssh2");
    const client = new ssh2.Client();
    // The next request connects anew.
    client.on("close", () => (this.#client = undefined));
    return new Promise((resolve, reject) => {
      client.on("ready", () => resolve(client));
      client.on("error", (error) => {
        this.#client = undefined;
        reject(new Error(`no SSH connection to ${this.#where}: ${error.message}`));
      });
      client.connect(this.#config);
    });
  }
}
