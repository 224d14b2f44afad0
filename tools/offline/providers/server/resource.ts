/**
 * What one resource type of a provider has to say. The server in this folder turns it into Pulumi's
 * resource-provider protocol: marshalling, unknown and secret values, previews, checks, detailed diffs.
 *
 * All values here are plain JavaScript values with secrets already unwrapped; the server restores the secret
 * marks (inputs that came in secret stay secret in the state, `secretOutputs` are always secret).
 * During a preview an input may be `UNKNOWN`.
 */

/** Stands for a value that is not known until its resource has been created. */
export const UNKNOWN: unique symbol = Symbol("unknown");

export type PropertyMap = Record<string, unknown>;

/** Names the property that is wrong, as the program writes it, and what is wrong with it. */
export interface CheckFailure {
  property: string;
  reason: string;
}

export interface ReadResult {
  id: string;
  /** What the program would have written to get `state`; what an import or a refresh records as inputs. */
  inputs: PropertyMap;
  state: PropertyMap;
}

/** Passed to every call; `signal` is aborted when the engine asks the provider to cancel. */
export interface CallContext<Client> {
  client: Client;
  urn: string;
  signal: AbortSignal;
  /** Shown to the operator beside the resource while the call runs. */
  status(message: string): void;
}

export interface ResourceType<Client = unknown> {
  /** The published type token, for instance `docker:index/network:Network`. */
  token: string;
  /** Every input property of the published schema; anything else is refused with a clear failure. */
  inputs: Readonly<Record<string, { required?: boolean; secret?: boolean }>>;
  /** Top-level outputs the published schema marks as secret. */
  secretOutputs?: readonly string[];
  /** Inputs whose change replaces the resource (dotted paths, `*` for a list index). */
  replaceOnChanges: readonly string[];
  /** The old one has to go before the new one can come (same physical name). */
  deleteBeforeReplace?: boolean | ((news: PropertyMap, olds: PropertyMap) => boolean);
  /**
   * Fills defaults and refuses bad values. `random` is stable for the resource (its random seed); `name` is its
   * logical name.
   */
  check?(
    news: PropertyMap,
    olds: PropertyMap | undefined,
    random: Uint8Array,
    name?: string,
  ): { inputs: PropertyMap; failures: CheckFailure[] };
  /** Only for what the generic comparison cannot know, such as two spellings of one value. Returns news as compared. */
  normalise?(inputs: PropertyMap): PropertyMap;
  /** Inputs that the other side chooses where the program does not say them: leaving one out changes nothing. */
  computed?: readonly string[];
  /**
   * Names of outputs that no longer hold although no input changed, such as a certificate whose time for renewal
   * has come. Each of them replaces the resource.
   */
  outdated?(state: PropertyMap, news: PropertyMap): readonly string[];
  create(inputs: PropertyMap, ctx: CallContext<Client>): Promise<{ id: string; state: PropertyMap }>;
  /** `undefined`: it does not exist any more. `inputs` and `state` are empty on an import. */
  read(
    id: string,
    inputs: PropertyMap,
    state: PropertyMap,
    ctx: CallContext<Client>,
  ): Promise<ReadResult | undefined>;
  /** Absent: every change replaces. */
  update?(
    id: string,
    news: PropertyMap,
    olds: PropertyMap,
    state: PropertyMap,
    ctx: CallContext<Client>,
  ): Promise<PropertyMap>;
  delete(id: string, state: PropertyMap, ctx: CallContext<Client>): Promise<void>;
}

/** The part of Pulumi's package schema that the server reads. */
export interface PackageSchema {
  name: string;
  version: string;
  resources: Record<string, ResourceSchema>;
  types?: Record<string, ObjectSchema>;
}

export interface ObjectSchema {
  type?: "object";
  properties?: Record<string, PropertySchema>;
  required?: readonly string[];
}

export interface ResourceSchema extends ObjectSchema {
  inputProperties?: Record<string, PropertySchema>;
  requiredInputs?: readonly string[];
}

export interface PropertySchema {
  type?: "string" | "boolean" | "integer" | "number" | "array" | "object";
  items?: PropertySchema;
  additionalProperties?: PropertySchema;
  /** `#/types/<token>` */
  $ref?: string;
  oneOf?: readonly PropertySchema[];
  secret?: boolean;
}

export interface FunctionType<Client = unknown> {
  token: string;
  invoke(args: PropertyMap, ctx: CallContext<Client>): Promise<PropertyMap>;
}

export interface Provider<Client = unknown> {
  /** Package name, `docker`. */
  name: string;
  version: string;
  resources: readonly ResourceType<Client>[];
  /**
   * The published schema of the package. With it nested inputs are checked against their types too, and
   * `pulumi import` can write the program text of what it imported.
   */
  schema?: PackageSchema;
  functions?: readonly FunctionType<Client>[];
  /** Checks the provider's own settings and connects lazily; called once before anything else. */
  configure(config: PropertyMap): Promise<Client>;
  checkConfig?(config: PropertyMap): CheckFailure[];
}

/**
 * Created partly: the resource exists under `id`, but is not what was asked for. The engine records it as
 * tainted state, so that the next `up` mends or replaces it instead of losing sight of it.
 */
export class PartialFailure extends Error {
  readonly id: string;
  readonly state: PropertyMap;
  constructor(message: string, id: string, state: PropertyMap) {
    super(message);
    this.id = id;
    this.state = state;
  }
}
