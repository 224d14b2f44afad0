/** A whole stack for tests, driven by the same command that an operator uses. */
import { execFile } from "node:child_process";
import https from "node:https";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { lookupOf } from "../api/client.ts";
import { originOf } from "./origin.ts";

const run = promisify(execFile);
const repository = path.resolve(import.meta.dirname, "../..");

/** Name of the stack: own networks, volumes, ports and secrets, beside any other stack of the machine. */
export const STACK = process.env["CLOUDPOS_TEST_STACK"] ?? "test";

export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `./cloudpos ... --stack <name>`; a failure is an answer, not an exception. */
export async function cloudpos(...args: string[]): Promise<Finished> {
  return command(path.join(repository, "cloudpos"), [...args, "--stack", STACK]);
}

/** `./cloudpos up`. Text of what went wrong goes into the assertion, so that CI shows it. */
export async function up(): Promise<{ url: string; changes: Record<string, number> }> {
  const { code, stdout, stderr } = await cloudpos("up", "--json", "--yes");
  expect(code, `${stdout}\n${stderr}`).toBe(0);
  return JSON.parse(stdout.slice(stdout.indexOf("{"))) as Awaited<ReturnType<typeof up>>;
}

/** Runs the Pulumi CLI with the environment of `./cloudpos env`. */
export async function pulumi(...args: string[]): Promise<Finished> {
  const { stdout } = await cloudpos("env", "--json");
  const env = JSON.parse(stdout) as Record<string, string>;
  return command("pulumi", [...args, "--stack", STACK, "--non-interactive"], env);
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  json(): unknown;
}

/** Client of the public address; the certificate is checked against the stack's CA, without exception. */
export class Client {
  readonly origin: string;
  readonly #agent: https.Agent;

  /** @param addresses what the origin's name leads to; what DNS says where none are given */
  constructor(origin: string, ca: string, addresses: readonly string[] = []) {
    this.origin = origin;
    const lookup = addresses.length > 0 && { lookup: lookupOf(addresses) };
    this.#agent = new https.Agent({ ca, keepAlive: true, ...lookup });
  }

  /** The client of the running stack. */
  static async ofStack(stack: string): Promise<Client> {
    const { url, ca, addresses } = await originOf(stack);
    return new Client(url, ca, addresses);
  }

  request(
    method: string,
    address: string,
    options: { token?: string; body?: unknown; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer> {
    const body = options.body === undefined ? undefined : JSON.stringify(options.body);
    return new Promise((resolve, reject) => {
      const request = https.request(
        new URL(address, this.origin),
        {
          method,
          agent: this.#agent,
          timeout: 15_000,
          headers: {
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
            ...options.headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: text,
              json: () => JSON.parse(text) as unknown,
            });
          });
        },
      );
      request.on("timeout", () => request.destroy(new Error(`${method} ${address}: no answer in 15 s`)));
      request.on("error", reject);
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

async function command(file: string, args: string[], env: Record<string, string> = {}): Promise<Finished> {
  try {
    const { stdout, stderr } = await run(file, args, {
      cwd: repository,
      env: { ...process.env, ...env },
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const failed = error as { code?: number; stdout?: string; stderr?: string; message: string };
    return {
      code: typeof failed.code === "number" ? failed.code : 1,
      stdout: failed.stdout ?? "",
      stderr: failed.stderr || failed.message,
    };
  }
}
