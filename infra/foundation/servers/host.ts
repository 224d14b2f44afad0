/** A server over SSH: commands as root, and errors that say what, where and what to do. */
import { createHash } from "node:crypto";
import ssh2 from "ssh2";
import type { Client, ServerHostKeyAlgorithm } from "ssh2";
import type { Access } from "./declaration.ts";

/** Until a server has answered, ms. */
const ANSWERS_WITHIN = 15_000;
/** Bytes of output that are kept of one command. */
const OUTPUT_LIMIT = 4 * 1024 * 1024;

/** Something about a server that a person has to look at. */
export class ServerError extends Error {
  constructor(access: Pick<Access, "address" | "port">, what: string) {
    super(`server ${access.address} (SSH port ${access.port}): ${what}`);
    this.name = "ServerError";
  }
}

/** The connection broke, or the command was: running it again may well succeed. */
export class ConnectionLost extends ServerError {}

export interface Output {
  code: number;
  stdout: string;
  stderr: string;
}

/** What was found out about a server when it was reached. */
export interface Facts {
  /** `Debian GNU/Linux 13 (trixie)` */
  distribution: string;
  hostname: string;
}

/** SHA-256 fingerprint of a public key, as `ssh-keygen -l` shows it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

/**
 * Reaches a server, does the work, and closes the connection.
 *
 * @throws ServerError when it cannot be reached, is not the one that is expected, or is none that can be prepared
 */
export async function withHost<Result>(
  access: Access,
  privateKey: string,
  signal: AbortSignal,
  work: (host: Host) => Promise<Result>,
): Promise<Result> {
  const client = await connect(access, privateKey, signal);
  const abort = () => client.destroy();
  signal.addEventListener("abort", abort);
  try {
    const host = new Host(client, access);
    await host.identify();
    return await work(host);
  } finally {
    signal.removeEventListener("abort", abort);
    client.end();
  }
}

async function connect(access: Access, privateKey: string, signal: AbortSignal): Promise<Client> {
  signal.throwIfAborted();
  const pinned = parseHostKey(access);
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error) {
    throw new Error(
      `the secret setting cloudpos:sshKey is not a private key that can be used (${parsed.message}). ` +
        "Give one in OpenSSH's or PEM form, without a passphrase: pulumi config set --secret cloudpos:sshKey < FILE",
    );
  }
  const client = new ssh2.Client();
  let offered: string | undefined;
  await new Promise<void>((resolve, reject) => {
    client.on("ready", resolve);
    client.on("error", (error) => reject(explain(access, error, pinned, offered)));
    client.connect({
      host: access.address,
      port: access.port,
      username: access.user,
      privateKey,
      readyTimeout: ANSWERS_WITHIN,
      keepaliveInterval: 10_000,
      keepaliveCountMax: 6,
      algorithms: { serverHostKey: pinned.algorithms },
      hostVerifier: (key: Buffer) => {
        offered = fingerprint(key);
        return key.equals(pinned.key);
      },
    });
  });
  // A connection that breaks later is told to the command that is under way, by its end.
  client.removeAllListeners("error").on("error", () => {});
  return client;
}

interface PinnedKey {
  key: Buffer;
  algorithms: ServerHostKeyAlgorithm[];
}

function parseHostKey(access: Access): PinnedKey {
  const [type = "", data = ""] = access.hostKey.split(/\s+/);
  return {
    key: Buffer.from(data, "base64"),
    algorithms: (type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [type]) as ServerHostKeyAlgorithm[],
  };
}

function explain(
  access: Access,
  error: Error & { code?: string; level?: string },
  pinned: PinnedKey,
  offered: string | undefined,
): ServerError {
  const say = (what: string) => new ServerError(access, what);
  if (offered !== undefined && offered !== fingerprint(pinned.key)) {
    return say(
      `its host key ${offered} is not the one in the settings (${fingerprint(pinned.key)}). Either the server was ` +
        "installed anew, or somebody is in between: nothing was sent. Look at the key on the server itself " +
        "(ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub) and, if it is right, put it into hostKey of this server",
    );
  }
  if (/no matching host key/i.test(error.message)) {
    return say(
      `it has no host key of the kind that the settings name (${pinned.algorithms.join(", ")}). ` +
        `Take hostKey from: ssh-keyscan -p ${access.port} ${access.address}`,
    );
  }
  if (error.level === "client-authentication") {
    return say(
      `the user ${access.user} is refused with the key of cloudpos:sshKey. Put its public half into ` +
        `~${access.user}/.ssh/authorized_keys on the server, or set the right user or key`,
    );
  }
  const code = error.code ?? "";
  if (code === "ECONNREFUSED") {
    return say(
      "nothing listens there. Is sshd running, and is port right? A firewall before the server may refuse too",
    );
  }
  if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code)) {
    return say(`the name is not known (${code}). Check address in the settings and the DNS of this machine`);
  }
  if (/^E(HOST|NET)UNREACH$/.test(code)) {
    return say(`there is no way to it from here (${code}). Check address, routes and VPN`);
  }
  if (error.level === "client-timeout" || code === "ETIMEDOUT") {
    return say(
      `it does not answer within ${ANSWERS_WITHIN / 1000} s. Is it on, and does its firewall let this machine in?`,
    );
  }
  return say(`SSH failed: ${error.message}`);
}

/** Where originals of changed files and notes about what was installed are kept. */
export const NOTES = "/var/lib/cloudpos";

export class Host {
  readonly access: Access;
  readonly #client: Client;
  #facts: Facts | undefined;

  constructor(client: Client, access: Access) {
    this.#client = client;
    this.access = access;
  }

  get facts(): Facts {
    return this.#facts!;
  }

  error(what: string): ServerError {
    return new ServerError(this.access, what);
  }

  /** Looks what kind of server this is and refuses what cannot be prepared. */
  async identify(): Promise<void> {
    const { code, stdout, stderr } = await this.try(
      `. /etc/os-release
      echo "$ID"; echo "$PRETTY_NAME"; hostname
      if [ -d /run/systemd/system ]; then echo systemd; else echo none; fi`,
    );
    if (code !== 0) {
      if (/sudo/.test(stderr)) {
        throw this.error(
          `the user ${this.access.user} may not use sudo without a password (${stderr.trim().split("\n")[0]}). ` +
            `On the server, as root: echo '${this.access.user} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/cloudpos, ` +
            "or set user to root",
        );
      }
      throw this.error(`it is not known what runs there (/etc/os-release: ${stderr.trim()})`);
    }
    const [id = "", distribution = "", hostname = "", init = ""] = stdout.trim().split("\n");
    if (id !== "debian" && id !== "ubuntu") {
      throw this.error(
        `it runs ${distribution || id}. CloudPOS prepares Debian and Ubuntu; install one of them, or prepare the ` +
          "server yourself and leave it out of cloudpos:servers",
      );
    }
    if (init !== "systemd") {
      throw this.error(
        "systemd does not run there, so services can neither be started nor watched over. Is it a container? " +
          "Use a server or a virtual machine",
      );
    }
    this.#facts = { distribution, hostname };
  }

  /** Runs a shell script as root. @throws ServerError with its last words when it fails */
  async run(script: string, options: { input?: string; doing?: string } = {}): Promise<string> {
    const output = await this.try(script, options);
    if (output.code === 0) return output.stdout;
    const words = (output.stderr.trim() || output.stdout.trim()).split("\n").slice(-6).join("\n  ");
    throw this.error(
      `${options.doing ?? "a command"} failed (exit code ${output.code}):\n  ${words || "it said nothing"}`,
    );
  }

  /** Runs a shell script as root, whatever becomes of it. @throws ConnectionLost */
  async try(script: string, options: { input?: string; doing?: string } = {}): Promise<Output> {
    const shell = `env LC_ALL=C sh -euc ${quote(script)}`;
    const command = this.access.user === "root" ? shell : `sudo -n -- ${shell}`;
    const lost = () =>
      new ConnectionLost(
        this.access,
        `the connection was lost${options.doing ? ` while ${options.doing}` : ""}. Run again: it goes on where it was`,
      );
    return new Promise<Output>((resolve, reject) => {
      const onClose = () => reject(lost());
      this.#client.once("close", onClose);
      this.#client.exec(command, (error, channel) => {
        if (error) {
          this.#client.removeListener("close", onClose);
          reject(lost());
          return;
        }
        let stdout = "";
        let stderr = "";
        const keep = (text: string, more: Buffer) => (text + more.toString()).slice(-OUTPUT_LIMIT);
        channel.on("data", (data: Buffer) => (stdout = keep(stdout, data)));
        channel.stderr.on("data", (data: Buffer) => (stderr = keep(stderr, data)));
        channel.on("close", (code: number | null | undefined) => {
          this.#client.removeListener("close", onClose);
          if (code === null || code === undefined) reject(lost());
          else resolve({ code, stdout, stderr });
        });
        channel.end(options.input ?? "");
      });
    });
  }

  /** The text of a file; undefined when there is none. */
  async readFile(path: string): Promise<string | undefined> {
    const { code, stdout } = await this.try(`[ -e ${quote(path)} ] || exit 3; cat ${quote(path)}`);
    return code === 0 ? stdout : undefined;
  }

  /** Writes a file whole or not at all. What was there before CloudPOS came is kept, for `restoreFile`. */
  async writeFile(path: string, text: string, mode = "0644"): Promise<void> {
    const file = quote(path);
    const original = quote(`${NOTES}/original${path}`);
    await this.run(
      `umask 077
      if [ ! -e ${original} ] && [ ! -e ${original}.absent ]; then
        mkdir -p "$(dirname ${original})"
        if [ -e ${file} ]; then cp -a ${file} ${original}; else : > ${original}.absent; fi
      fi
      mkdir -p -m 0755 "$(dirname ${file})"
      cat > ${file}.cloudpos-new
      chmod ${mode} ${file}.cloudpos-new
      mv ${file}.cloudpos-new ${file}`,
      { input: text, doing: `writing ${path}` },
    );
  }

  /** Brings back what was there before `writeFile`, or nothing if nothing was. */
  async restoreFile(path: string): Promise<void> {
    const file = quote(path);
    const original = quote(`${NOTES}/original${path}`);
    await this.run(
      `if [ -e ${original} ]; then mv ${original} ${file}
      elif [ -e ${original}.absent ]; then rm -f ${file} ${original}.absent; fi`,
      { doing: `bringing the original ${path} back` },
    );
  }
}

/** Quoted for a POSIX shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
