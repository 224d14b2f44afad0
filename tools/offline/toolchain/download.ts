import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { StepContext } from "./step.ts";

/** Where the vendor does not even answer in this time (ms), the second way is taken. */
const answerWithin = 4_000;
/** A download that stands still for this long (ms) is given up. */
const stalledAfter = 15_000;

/**
 * Downloads a file and puts it in place only when it has the pinned SHA-256; a file that differs is deleted.
 * Throws when the address does not answer quickly, the transfer stalls or the checksum differs.
 */
export async function download(
  context: Pick<StepContext, "log" | "signal">,
  url: string,
  sha256: string,
  target: string,
): Promise<void> {
  context.log.write(`GET ${url}\n`);
  const response = await answer(context, url);
  if (!response.body) throw new Error(`${url} sent nothing`);
  const partial = `${target}.partial-${process.pid}`;
  const hash = createHash("sha256");
  const stalled = new AbortController();
  const watchdog = setTimeout(() => stalled.abort(new Error(`${url} stopped sending`)), stalledAfter);
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      watchdog.refresh();
      done(null, chunk);
    },
  });
  try {
    await pipeline(Readable.fromWeb(response.body), meter, createWriteStream(partial), {
      signal: AbortSignal.any([context.signal, stalled.signal]),
    });
    const got = hash.digest("hex");
    if (got !== sha256)
      throw new Error(`${url} has the wrong checksum and is not used: SHA-256 is ${got}, expected ${sha256}`);
    await rename(partial, target);
  } finally {
    clearTimeout(watchdog);
    await rm(partial, { force: true });
  }
}

/** A small text from the net, such as a list of checksums. */
export async function downloadText(
  context: Pick<StepContext, "log" | "signal">,
  url: string,
): Promise<string> {
  context.log.write(`GET ${url}\n`);
  return (await answer(context, url)).text();
}

/** Sends the request and returns a good answer; says shortly why there is none. */
async function answer(
  context: Pick<StepContext, "log" | "signal">,
  url: string,
  method = "GET",
): Promise<Response> {
  const slow = new AbortController();
  const timer = setTimeout(
    () => slow.abort(new Error(`no answer in ${answerWithin / 1000} s`)),
    answerWithin,
  );
  try {
    const response = await fetch(url, { method, signal: AbortSignal.any([context.signal, slow.signal]) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? cause.message : String(cause);
    context.log.write(`${url}: ${why}\n`);
    throw new Error(`${new URL(url).host} is out of reach (${why})`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** Whether an address answers, and well; asked before something slow is started. */
export async function reachable(context: Pick<StepContext, "log" | "signal">, url: string): Promise<boolean> {
  try {
    await (await answer(context, url, "HEAD")).body?.cancel();
    return true;
  } catch {
    context.signal.throwIfAborted();
    return false;
  }
}
