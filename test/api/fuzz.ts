import http from "node:http";
import { Role, demoEnrolmentCodes, streams } from "@cloudpos/contracts";
import type { Platform } from "../platform/platform.ts";
import { collectIds, hintsFor, makeThings, wholeBodies } from "./hints.ts";
import { operationsOf } from "./operations.ts";
import { patiently } from "./patient.ts";
import { RequestMaker, type FuzzRequest } from "./requests.ts";

/** Longest time an answer may take. */
export const hangMs = 5_000;

export interface FuzzOptions {
  seed: number;
  count: number;
  /** Requests under way at once. */
  concurrency?: number;
  /** Sends only this request of the run. */
  only?: number;
  /** Ends the run early after so many milliseconds; what was sent until then counts. */
  mostMs?: number;
}

/** Something that must not be. */
export interface Finding {
  what: string;
  request: FuzzRequest;
  answer: string;
}

export interface FuzzReport {
  sent: number;
  /** Refusals with 503 because the platform was overloaded, after which the request was sent again. */
  shed: number;
  seconds: number;
  /** How many answers had which status. */
  statuses: Record<number, number>;
  findings: Finding[];
  /** Operations that never answered 2xx: their work was not reached. */
  neverDone: string[];
  /** Events that a consumer gave up, by stream. */
  deadLetters: Record<string, number>;
}

/** Sends `count` requests of every kind through the gateway and says what was wrong with the answers. */
export async function fuzz(platform: Platform, options: FuzzOptions): Promise<FuzzReport> {
  const { seed, count, concurrency = 8, mostMs = Infinity } = options;
  const tokens = new Map<Role | null, string | undefined>([[null, undefined]]);
  for (const { const: role } of Role.anyOf) tokens.set(role, await platform.token({ role }));
  const get = async (path: string) => {
    const headers = { authorization: `Bearer ${tokens.get("owner")}` };
    return (await fetch(platform.origin + path, { headers })).json();
  };

  const operations = operationsOf(await get("/api/docs/json"));
  await makeThings((path, body) =>
    fetch(platform.origin + path, {
      method: "POST",
      headers: { authorization: `Bearer ${tokens.get("owner")}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
  const known = await collectIds(operations, get);
  const { deviceToken } = (await (
    await fetch(`${platform.origin}/api/auth/enrolments`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code: demoEnrolmentCodes[0] }),
    })
  ).json()) as { deviceToken: string };
  const maker = new RequestMaker(operations, { seed, hintsOf: hintsFor(known, deviceToken), wholeBodies });
  const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency });
  const report: FuzzReport = {
    sent: 0,
    shed: 0,
    seconds: 0,
    statuses: {},
    findings: [],
    neverDone: [],
    deadLetters: {},
  };
  const done = new Set<string>();
  const started = performance.now();
  let next = options.only ?? 0;
  const end = options.only === undefined ? count : options.only + 1;
  const client = async () => {
    while (next < end && performance.now() - started < mostMs) {
      const request = maker.make(next++);
      const answer = await patiently(
        () => send(agent, platform.origin, request, tokens.get(request.role)),
        () => (report.shed += 1),
      );
      report.sent += 1;
      report.statuses[answer.status] = (report.statuses[answer.status] ?? 0) + 1;
      if (answer.status >= 200 && answer.status < 300) done.add(nameOf(request));
      const what = verdict(request, answer);
      if (what)
        report.findings.push({ what, request, answer: `${answer.status} ${answer.text.slice(0, 500)}` });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  agent.destroy();
  report.seconds = (performance.now() - started) / 1_000;
  const names = operations.map(({ method, path }) => `${method} ${path}`);
  report.neverDone = names.filter((name) => !done.has(name));
  report.deadLetters = await deadLettersOf(platform);
  return report;
}

function nameOf({ operation }: FuzzRequest): string {
  return `${operation.method} ${operation.path}`;
}

interface Answer {
  /** 0 when there was none. */
  status: number;
  text: string;
  type: string;
  milliseconds: number;
}

function send(agent: http.Agent, origin: string, request: FuzzRequest, token?: string): Promise<Answer> {
  const started = performance.now();
  return new Promise((resolve) => {
    const failed = (error: Error) =>
      resolve({ status: 0, text: error.message, type: "", milliseconds: performance.now() - started });
    const url = new URL(origin);
    const call = http.request(
      {
        agent,
        host: url.hostname,
        port: url.port,
        method: request.method,
        path: request.address,
        headers: {
          ...request.headers,
          ...(token && { authorization: `Bearer ${token}` }),
          ...(request.body !== undefined && { "content-length": Buffer.byteLength(request.body) }),
        },
        timeout: hangMs,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", failed);
        response.on("end", () =>
          resolve({
            status: response.statusCode!,
            text: Buffer.concat(chunks).toString(),
            type: response.headers["content-type"] ?? "",
            milliseconds: performance.now() - started,
          }),
        );
      },
    );
    call.on("timeout", () => call.destroy(new Error(`no answer in ${hangMs} ms`)));
    call.on("error", failed);
    call.end(request.body);
  });
}

/** @returns what is wrong with an answer, or null. */
function verdict(request: FuzzRequest, { status, text, type, milliseconds }: Answer): string | null {
  if (status === 0) return "no answer";
  if (milliseconds > hangMs) return "a late answer";
  if (status >= 500) return "a server error";
  if (status < 300) {
    if (request.mustBeRefused) return "an unknown field accepted";
    return type.startsWith("application/json") && text !== "" ? jsonFault(text) : null;
  }
  if (status < 400) return null;
  if (!type.startsWith("application/problem+json")) return "a refusal that is no problem document";
  const fault = jsonFault(text);
  if (fault) return fault;
  const problem = JSON.parse(text) as Record<string, unknown>;
  const complete = problem.status === status && problem.code && problem.requestId && problem.title;
  return complete ? null : "a problem document that is not complete";
}

function jsonFault(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    return "an answer that is not the JSON it says to be";
  }
}

/** What was accepted must also have been digested: nothing may end where only people can help. */
async function deadLettersOf(platform: Platform): Promise<Record<string, number>> {
  const { redis } = platform.stores;
  await untilQuiet(platform);
  const keys = (await redis.keys("events:*")).filter((key) => !Object.values(streams).includes(key as never));
  const lengths = await Promise.all(keys.map(async (key) => [key, await redis.xlen(key)] as const));
  return Object.fromEntries(lengths.filter(([, length]) => length > 0));
}

/** Waits until every group of every stream has read and handled everything, for a minute at most. */
export async function untilQuiet(platform: Platform, mostMs = 60_000): Promise<boolean> {
  const { redis } = platform.stores;
  const deadline = Date.now() + mostMs;
  for (let quiet = 0; quiet < 3;) {
    const open = await Promise.all(
      Object.values(streams).map(async (stream) => {
        const groups = (await redis.xinfo("GROUPS", stream).catch(() => [])) as unknown[][];
        return groups.map((fields) => {
          const value = (name: string) => Number(fields[fields.indexOf(name) + 1] ?? 0);
          return value("pending") + value("lag");
        });
      }),
    );
    quiet = open.flat().every((count) => count === 0) ? quiet + 1 : 0;
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return true;
}
