import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { build } from "vite";
import type { Platform } from "./platform.ts";
import { freePorts } from "./ports.ts";

const frontend = path.resolve(import.meta.dirname, "../../frontend");

/** What the real edge sends with the web app: it decides what runs in the page. */
async function contentSecurityPolicy(): Promise<string> {
  const file = path.resolve(import.meta.dirname, "../../infra/images/edge/headers.conf");
  const policy = /^add_header Content-Security-Policy "([^"]+)"/m.exec(await readFile(file, "utf8"))?.[1];
  if (policy === undefined) throw new Error(`${file} sets no Content-Security-Policy`);
  return policy;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};

/** Builds the web app as it is delivered. @returns the folder with its files. */
export async function buildWebApp(): Promise<string> {
  const { NODE_ENV } = process.env;
  // What users get, also where a test runner calls its environment something else.
  process.env["NODE_ENV"] = "production";
  try {
    await build({ root: frontend, configFile: path.join(frontend, "vite.config.ts"), logLevel: "error" });
  } finally {
    if (NODE_ENV === undefined) delete process.env["NODE_ENV"];
    else process.env["NODE_ENV"] = NODE_ENV;
  }
  return path.join(frontend, "dist");
}

/** One address for web app and API, as the stack's edge gives it; `localhost`, so that browsers take its cookies. */
export interface Edge {
  origin: string;
  close(): Promise<void>;
}

/**
 * Starts an {@link Edge}.
 * @param options.files folder with the built web app.
 */
export async function startEdge(options: {
  files: string;
  platform: Pick<Platform, "origin" | "mailboxOrigin">;
}): Promise<Edge> {
  const { platform } = options;
  const [port] = await freePorts(1);
  const agent = new http.Agent({ keepAlive: true });
  const policy = await contentSecurityPolicy();
  const server = http.createServer((request, response) => {
    const url = new URL(request.url!, "http://localhost");
    if (url.pathname.startsWith("/api/") || url.pathname === "/health") {
      return forward(agent, platform.origin, request, response);
    }
    if (url.pathname.startsWith("/mailbox/"))
      return forward(agent, platform.mailboxOrigin, request, response);
    sendFile(options.files, url.pathname, policy, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(port, "localhost", resolve));
  return {
    origin: `http://localhost:${port}`,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(
  agent: http.Agent,
  origin: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): void {
  const call = http.request(
    new URL(request.url!, origin),
    { agent, method: request.method, headers: request.headers },
    (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    },
  );
  call.on("error", () => {
    if (!response.headersSent) response.writeHead(502);
    response.end();
  });
  request.pipe(call);
}

/** A file of the web app; the app itself for every address that is none. */
async function sendFile(
  folder: string,
  pathname: string,
  policy: string,
  response: http.ServerResponse,
): Promise<void> {
  const wanted = path.join(folder, path.normalize(pathname));
  const isFile = wanted.startsWith(folder) && (await stat(wanted).catch(() => null))?.isFile();
  const file = isFile ? wanted : path.join(folder, "index.html");
  response.writeHead(200, {
    "content-type": types[path.extname(file)] ?? "application/octet-stream",
    "content-security-policy": policy,
    "cache-control": "no-cache",
  });
  createReadStream(file).pipe(response);
}
