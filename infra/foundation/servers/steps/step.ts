import type { Preparation, StepName } from "../declaration.ts";
import type { Host } from "../host.ts";

/**
 * One part of a server's preparation. Small and idempotent: `apply` may be broken off anywhere and be run again.
 */
export interface Step<Name extends StepName = StepName> {
  name: Name;
  /** What is being set up, as it is shown: "Docker and its settings". */
  title: string;
  /**
   * What is there now, in the very shape of the declaration, so that differences have names. `desired` says what to
   * look for where a server holds more than is declared. Changes nothing.
   */
  observe(host: Host, desired: Declared<Name>): Promise<unknown>;
  /** Makes it so. @throws ServerError with what to do when this server cannot have it */
  apply(host: Host, desired: Declared<Name>, options: ApplyOptions): Promise<void>;
  /** Undoes what `apply` did; what was there before comes back. */
  remove(host: Host, declared: Declared<Name>): Promise<void>;
}

export type Declared<Name extends StepName> = NonNullable<Preparation[Name]>;

export interface ApplyOptions {
  /** How long to wait for another package manager to finish, seconds. */
  aptLockSeconds: number;
}
