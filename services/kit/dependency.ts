import type { DependencyState } from "@cloudpos/contracts";
import type { Registry } from "prom-client";

/** Something a service needs to run: a store, mostly. Opened once, checked by `/ready`, closed at the end. */
export interface Dependency {
  /** Rejects when the dependency does not work now. */
  check(): Promise<unknown>;
  /** Ends its connections after work under way is done. */
  close(): Promise<unknown>;
  /** Registers metrics of its own. */
  observe?(registry: Registry): void;
  /** The service works without it, worse: `/ready` reports it but stays 200. */
  optional?: boolean;
}

const checkTimeoutMs = 2000;

/** Checks one dependency, for two seconds at most. Never rejects. */
export async function stateOf(dependency: Dependency): Promise<DependencyState> {
  const started = performance.now();
  const milliseconds = () => Math.round(performance.now() - started);
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${checkTimeoutMs} ms`)), checkTimeoutMs);
  });
  try {
    await Promise.race([dependency.check(), timeout]);
    return { status: "ok", milliseconds: milliseconds() };
  } catch (error) {
    return { status: "failed", milliseconds: milliseconds(), error: shortReason(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** The kind of a failure without addresses: its code where it has one. */
function shortReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? (message ? message.slice(0, 200) : "failed");
}
