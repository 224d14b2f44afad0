/**
 * Serves a provider to the Pulumi engine: the entry point of a plugin is
 *
 *     await serve(provider);
 *
 * The engine starts the plugin, reads the port it listens on from the first line of its standard output, and
 * calls it over gRPC. Everything about the protocol is in this folder; a resource type says only what
 * `resource.ts` asks it.
 */
import grpc from "@grpc/grpc-js";
import type { sendUnaryData, ServerUnaryCall, ServiceError, UntypedHandleCall } from "@grpc/grpc-js";
import type * as Proto from "@pulumi/pulumi/proto/provider_pb.js";
import type * as PluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import { diff } from "./diff.ts";
import { Engine, whenParentEnds } from "./engine.ts";
import { decode, encode } from "./marshal.ts";
import type { SecretPath } from "./marshal.ts";
import { empty, loadErrorMessages, messages, plugin, providerService } from "./protocol.ts";
import { PartialFailure } from "./resource.ts";
import type { CallContext, CheckFailure, PropertyMap, Provider, ResourceType } from "./resource.ts";
import { validate } from "./validate.ts";

/** A message of this size (bytes) is still taken: certificates, configuration files and build contexts by text. */
const LARGEST_MESSAGE = 400 * 1024 * 1024;

/** Settings the engine adds to every provider's own. */
const ENGINE_SETTINGS = ["version", "pluginDownloadURL", "__internal", "__defaults"];

/** Starts serving and returns once the engine can call. */
export async function serve<Client>(provider: Provider<Client>): Promise<void> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": LARGEST_MESSAGE,
    "grpc.max_send_message_length": LARGEST_MESSAGE,
  });
  const protocol = new Protocol(provider, process.argv[2] ?? "");
  server.addService(providerService, protocol.handlers());
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  const end = () => {
    protocol.cancel();
    // Work that was cancelled gets a moment to leave things in order, then the process ends regardless.
    server.tryShutdown(() => process.exit(0));
    setTimeout(() => process.exit(0), 5000).unref();
  };
  whenParentEnds(end);
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  process.stdout.write(`${port}\n`);
}

class Protocol<Client> {
  readonly #provider: Provider<Client>;
  readonly #types: Map<string, ResourceType<Client>>;
  readonly #engine = new Engine();
  readonly #cancelled = new AbortController();
  #client: Promise<Client> | undefined;

  constructor(provider: Provider<Client>, engineAddress: string) {
    this.#provider = provider;
    this.#types = new Map(provider.resources.map((type) => [type.token, type]));
    this.#engine.connect(engineAddress);
  }

  cancel(): void {
    this.#cancelled.abort(new Error("cancelled by the engine"));
  }

  handlers(): Record<string, UntypedHandleCall> {
    return {
      handshake: unary((request: Proto.ProviderHandshakeRequest) => {
        this.#engine.connect(request.getEngineAddress());
        const response = new messages.ProviderHandshakeResponse();
        response.setAcceptSecrets(true);
        response.setAcceptResources(true);
        response.setAcceptOutputs(true);
        return response;
      }),
      attach: unary((request: PluginProto.PluginAttach) => {
        this.#engine.connect(request.getAddress());
        return new empty.Empty();
      }),
      getPluginInfo: unary(() => {
        const response = new plugin.PluginInfo();
        response.setVersion(this.#provider.version);
        return response;
      }),
      getSchema: unary(() => {
        const { name, version, schema } = this.#provider;
        const response = new messages.GetSchemaResponse();
        response.setSchema(JSON.stringify(schema ?? { name, version, resources: {} }));
        return response;
      }),
      getMapping: unary(() => new messages.GetMappingResponse()),
      getMappings: unary(() => new messages.GetMappingsResponse()),
      checkConfig: unary((request: Proto.CheckRequest) => this.#checkConfig(request)),
      diffConfig: unary((request: Proto.DiffRequest) => this.#diffConfig(request)),
      configure: unary((request: Proto.ConfigureRequest) => this.#configure(request)),
      check: unary((request: Proto.CheckRequest) => this.#check(request)),
      diff: unary((request: Proto.DiffRequest) => this.#diff(request)),
      create: unary((request: Proto.CreateRequest) => this.#create(request)),
      read: unary((request: Proto.ReadRequest) => this.#read(request)),
      update: unary((request: Proto.UpdateRequest) => this.#update(request)),
      delete: unary((request: Proto.DeleteRequest) => this.#delete(request)),
      invoke: unary((request: Proto.InvokeRequest) => this.#invoke(request)),
      cancel: unary((_: Empty) => {
        this.cancel();
        return new empty.Empty();
      }),
    };
  }

  #checkConfig(request: Proto.CheckRequest): Proto.CheckResponse {
    const { value, secrets } = decode(request.getNews());
    const failures = this.#provider.checkConfig?.(withoutEngineSettings(value)) ?? [];
    return checkResponse(value, failures, secrets);
  }

  /** Where the provider points may change from one run to the next without touching a single resource. */
  #diffConfig(request: Proto.DiffRequest): Proto.DiffResponse {
    const olds = withoutEngineSettings(decode(request.getOldInputs() ?? request.getOlds()).value);
    const news = withoutEngineSettings(decode(request.getNews()).value);
    return diffResponse(diff(olds, news, []), false);
  }

  async #configure(request: Proto.ConfigureRequest): Promise<Proto.ConfigureResponse> {
    this.#client = this.#provider.configure(withoutEngineSettings(decode(request.getArgs()).value));
    await this.#client;
    const response = new messages.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setAcceptresources(true);
    response.setAcceptoutputs(true);
    response.setSupportspreview(true);
    return response;
  }

  #check(request: Proto.CheckRequest): Proto.CheckResponse {
    const type = this.#type(request.getUrn());
    const news = decode(request.getNews());
    const secrets = [...news.secrets, ...secretInputs(type)];
    const failures = validate(type as ResourceType<never>, news.value, this.#provider.schema);
    if (failures.length > 0) return checkResponse(news.value, failures, secrets);
    const hadOlds = Object.keys(request.getOlds()?.toObject().fieldsMap ?? {}).length > 0;
    const olds = hadOlds ? decode(request.getOlds()).value : undefined;
    const checked = type.check?.(
      news.value,
      olds,
      request.getRandomseed_asU8(),
      logicalName(request.getUrn()),
    );
    return checkResponse(checked?.inputs ?? news.value, checked?.failures ?? [], secrets);
  }

  #diff(request: Proto.DiffRequest): Proto.DiffResponse {
    const type = this.#type(request.getUrn());
    const olds = decode(request.getOldInputs() ?? request.getOlds()).value;
    const news = decode(request.getNews()).value;
    const normalise = (inputs: PropertyMap) => type.normalise?.(inputs) ?? inputs;
    const said = Object.entries(olds).filter(([name]) => name in news || !type.computed?.includes(name));
    let changes = diff(normalise(Object.fromEntries(said)), normalise(news), type.replaceOnChanges);
    if (!type.update) changes = changes.map((change) => ({ ...change, replace: true }));
    for (const path of type.outdated?.(decode(request.getOlds()).value, news) ?? []) {
      changes.push({ path, kind: "update", replace: true });
    }
    const { deleteBeforeReplace } = type;
    return diffResponse(
      changes,
      typeof deleteBeforeReplace === "function"
        ? deleteBeforeReplace(news, olds)
        : (deleteBeforeReplace ?? false),
    );
  }

  async #create(request: Proto.CreateRequest): Promise<Proto.CreateResponse> {
    const type = this.#type(request.getUrn());
    const { value, secrets } = decode(request.getProperties());
    const response = new messages.CreateResponse();
    if (request.getPreview()) {
      response.setProperties(encode(value, [...secrets, ...secretOutputs(type)]));
      return response;
    }
    const context = await this.#context(request.getUrn(), request.getTimeout());
    const created = await withInitErrors(type, secrets, value, () => type.create(value, context));
    response.setId(created.id);
    response.setProperties(encode(created.state, [...secrets, ...secretOutputs(type)]));
    return response;
  }

  async #read(request: Proto.ReadRequest): Promise<Proto.ReadResponse> {
    const type = this.#type(request.getUrn());
    const inputs = decode(request.getInputs());
    const state = decode(request.getProperties());
    const context = await this.#context(request.getUrn(), request.getTimeout());
    const found = await type.read(request.getId(), inputs.value, state.value, context);
    const response = new messages.ReadResponse();
    if (!found) return response;
    response.setId(found.id);
    response.setInputs(encode(found.inputs, [...inputs.secrets, ...secretInputs(type)]));
    const stateSecrets = [...inputs.secrets, ...state.secrets, ...secretOutputs(type)];
    response.setProperties(encode(found.state, stateSecrets));
    return response;
  }

  async #update(request: Proto.UpdateRequest): Promise<Proto.UpdateResponse> {
    const type = this.#type(request.getUrn());
    const state = decode(request.getOlds());
    const olds = decode(request.getOldInputs() ?? request.getOlds());
    const news = decode(request.getNews());
    const secrets = [...news.secrets, ...secretOutputs(type)];
    const response = new messages.UpdateResponse();
    if (request.getPreview()) {
      const kept = Object.entries(state.value).filter(([name]) => !(name in type.inputs));
      response.setProperties(
        encode({ ...Object.fromEntries(kept), ...news.value }, [...state.secrets, ...secrets]),
      );
      return response;
    }
    if (!type.update) throw new Error(`${type.token} cannot be updated in place; it has to be replaced`);
    const update = type.update.bind(type);
    const context = await this.#context(request.getUrn(), request.getTimeout());
    const updated = await withInitErrors(type, news.secrets, news.value, () =>
      update(request.getId(), news.value, olds.value, state.value, context),
    );
    response.setProperties(encode(updated, secrets));
    return response;
  }

  async #delete(request: Proto.DeleteRequest): Promise<Empty> {
    const type = this.#type(request.getUrn());
    const context = await this.#context(request.getUrn(), request.getTimeout());
    await type.delete(request.getId(), decode(request.getProperties()).value, context);
    return new empty.Empty();
  }

  async #invoke(request: Proto.InvokeRequest): Promise<Proto.InvokeResponse> {
    const called = this.#provider.functions?.find(({ token }) => token === request.getTok());
    if (!called) throw new Error(`${this.#notHere(request.getTok())}`);
    const args = decode(request.getArgs());
    const result = await called.invoke(args.value, await this.#context("", 0));
    const response = new messages.InvokeResponse();
    response.setReturn(encode(result, args.secrets));
    return response;
  }

  /** `timeout` in seconds, 0 for none: what the program gave as the resource's custom timeout. */
  async #context(urn: string, timeout: number): Promise<CallContext<Client>> {
    if (!this.#client)
      throw new Error(`the ${this.#provider.name} provider was called before it was configured`);
    const cancelled = this.#cancelled.signal;
    const signal =
      timeout > 0 ? AbortSignal.any([cancelled, AbortSignal.timeout(timeout * 1000)]) : cancelled;
    return {
      client: await this.#client,
      urn,
      signal,
      status: (message) => this.#engine.status(urn, message),
    };
  }

  #type(urn: string): ResourceType<Client> {
    // urn:pulumi:<stack>::<project>::<parent type>$<type>::<name>
    const token = urn.split("::")[2]?.split("$").at(-1) ?? "";
    const type = this.#types.get(token);
    if (!type) throw new Error(this.#notHere(token));
    return type;
  }

  #notHere(token: string): string {
    return (
      `${token} is not offered by this stand-in for the official ${this.#provider.name} provider; it offers ` +
      `${[...this.#types.keys()].join(", ")}. Install the official plugin (pulumi plugin install resource ` +
      `${this.#provider.name} ${this.#provider.version}) to use the others.`
    );
  }
}

type Reply<Request, Response> = (request: Request) => Response | Promise<Response>;

function unary<Request, Response>(reply: Reply<Request, Response>): UntypedHandleCall {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
    Promise.resolve()
      .then(() => reply(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(asServiceError(error)),
      );
  };
}

function asServiceError(error: unknown): Partial<ServiceError> {
  if (error instanceof InitFailure) return error.asServiceError();
  return { code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) };
}

function checkResponse(
  inputs: PropertyMap,
  failures: readonly CheckFailure[],
  secrets: readonly SecretPath[],
): Proto.CheckResponse {
  const response = new messages.CheckResponse();
  response.setInputs(encode(inputs, secrets));
  for (const { property, reason } of failures) {
    const failure = new messages.CheckFailure();
    failure.setProperty(property);
    failure.setReason(`${property}: ${reason}`);
    response.addFailures(failure);
  }
  return response;
}

function diffResponse(changes: ReturnType<typeof diff>, deleteBeforeReplace: boolean): Proto.DiffResponse {
  const { DiffResponse, PropertyDiff } = messages;
  const { Kind } = PropertyDiff;
  const kinds = {
    add: [Kind.ADD, Kind.ADD_REPLACE],
    delete: [Kind.DELETE, Kind.DELETE_REPLACE],
    update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
  } as const;
  const response = new DiffResponse();
  response.setHasdetaileddiff(true);
  response.setChanges(
    changes.length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE,
  );
  response.setDiffsList([...new Set(changes.map(({ path }) => topLevel(path)))]);
  response.setReplacesList([
    ...new Set(changes.filter(({ replace }) => replace).map(({ path }) => topLevel(path))),
  ]);
  for (const change of changes) {
    const property = new PropertyDiff();
    property.setKind(kinds[change.kind][change.replace ? 1 : 0]);
    property.setInputdiff(true);
    response.getDetaileddiffMap().set(change.path, property);
  }
  response.setDeletebeforereplace(deleteBeforeReplace && changes.some(({ replace }) => replace));
  return response;
}

function logicalName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function topLevel(path: string): string {
  return /^[\w$-]+/.exec(path)?.[0] ?? path;
}

function secretInputs(type: ResourceType<never>): SecretPath[] {
  return Object.keys(type.inputs)
    .filter((name) => type.inputs[name]?.secret)
    .map((name) => [name]);
}

function secretOutputs(type: ResourceType<never>): SecretPath[] {
  return [...secretInputs(type), ...(type.secretOutputs ?? []).map((name) => [name])];
}

function withoutEngineSettings(config: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(config).filter(([name]) => !ENGINE_SETTINGS.includes(name)));
}

async function withInitErrors<Result>(
  type: ResourceType<never>,
  secrets: readonly SecretPath[],
  inputs: PropertyMap,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PartialFailure)) throw error;
    throw new InitFailure(error, inputs, [...secrets, ...secretOutputs(type)]);
  }
}

/** Tells the engine that the resource is there, but not as it should be. */
class InitFailure extends Error {
  readonly #failure: PartialFailure;
  readonly #inputs: PropertyMap;
  readonly #secrets: readonly SecretPath[];

  constructor(failure: PartialFailure, inputs: PropertyMap, secrets: readonly SecretPath[]) {
    super(failure.message);
    this.#failure = failure;
    this.#inputs = inputs;
    this.#secrets = secrets;
  }

  asServiceError(): Partial<ServiceError> {
    const { status, any } = loadErrorMessages();
    const detail = new messages.ErrorResourceInitFailed();
    detail.setId(this.#failure.id);
    detail.setProperties(encode(this.#failure.state, this.#secrets));
    detail.setInputs(encode(this.#inputs, this.#secrets));
    detail.setReasonsList([this.message]);
    const packed = new any.Any();
    packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const full = new status.Status();
    full.setCode(grpc.status.UNKNOWN);
    full.setMessage(this.message);
    full.addDetails(packed);
    const metadata = new grpc.Metadata();
    metadata.add("grpc-status-details-bin", Buffer.from(full.serializeBinary()));
    return { code: grpc.status.UNKNOWN, details: this.message, metadata };
  }
}
