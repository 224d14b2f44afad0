import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Release } from "./release.ts";
import { locateHome } from "../../offline/toolchain/home.ts";

/** What the last `up` and `backup` of a stack on this machine left for the other commands. Holds no secret. */
export interface StackRecord {
  url?: string;
  upAt?: string;
  lastBackup?: { at: string; folder: string };
  /** What runs. */
  release?: Release;
  /** What ran before the last upgrade: where `rollback` goes. */
  previousRelease?: Release | undefined;
}

/** `CLOUDPOS_HOME/stacks/<stack>`: the record and the CA certificate of a stack. */
export function stackFolder(stack: string): string {
  return join(locateHome().root, "stacks", stack);
}

/** The record of a stack; empty when there is none. */
export async function readRecord(stack: string): Promise<StackRecord> {
  const path = join(stackFolder(stack), "record.json");
  return existsSync(path) ? (JSON.parse(await readFile(path, "utf8")) as StackRecord) : {};
}

/** Adds to the record of a stack. @returns all of it */
export async function updateRecord(stack: string, change: StackRecord): Promise<StackRecord> {
  const record = { ...(await readRecord(stack)), ...change };
  await mkdir(stackFolder(stack), { recursive: true, mode: 0o700 });
  await writeFile(join(stackFolder(stack), "record.json"), `${JSON.stringify(record, null, 2)}\n`, {
    mode: 0o600,
  });
  return record;
}
