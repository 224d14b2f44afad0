/**
 * The generated code of Pulumi's protocol, as typed values. It is CommonJS whose exports Node cannot see by
 * name, and its service definitions carry no types; this file is the only place that has to know.
 */
import { createRequire } from "node:module";
import type {
  ServiceDefinition,
  UntypedServiceImplementation,
  ChannelCredentials,
  Client,
} from "@grpc/grpc-js";
import type * as ProviderMessages from "@pulumi/pulumi/proto/provider_pb.js";
import type * as PluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import type * as EngineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import type * as StatusMessages from "@pulumi/pulumi/proto/status_pb.js";
import type * as StructMessages from "google-protobuf/google/protobuf/struct_pb.js";
import type * as EmptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import type * as AnyMessages from "google-protobuf/google/protobuf/any_pb.js";

const require = createRequire(import.meta.url);

export const messages = require("@pulumi/pulumi/proto/provider_pb.js") as typeof ProviderMessages;
export const plugin = require("@pulumi/pulumi/proto/plugin_pb.js") as typeof PluginMessages;
export const struct = require("google-protobuf/google/protobuf/struct_pb.js") as typeof StructMessages;
export const empty = require("google-protobuf/google/protobuf/empty_pb.js") as typeof EmptyMessages;

export const providerService = (
  require("@pulumi/pulumi/proto/provider_grpc_pb.js") as {
    ResourceProviderService: ServiceDefinition<UntypedServiceImplementation>;
  }
).ResourceProviderService;

/** Needed only when something has gone wrong, so it is loaded only then. */
export function loadErrorMessages() {
  return {
    status: require("@pulumi/pulumi/proto/status_pb.js") as typeof StatusMessages,
    any: require("google-protobuf/google/protobuf/any_pb.js") as typeof AnyMessages,
  };
}

/** The engine's own service, to which a provider reports progress. */
export interface EngineClient extends Client {
  log(request: EngineMessages.LogRequest, callback: (error: Error | null) => void): void;
}

export function loadEngine() {
  const { EngineClient } = require("@pulumi/pulumi/proto/engine_grpc_pb.js") as {
    EngineClient: new (address: string, credentials: ChannelCredentials, options: object) => EngineClient;
  };
  return { EngineClient, engine: require("@pulumi/pulumi/proto/engine_pb.js") as typeof EngineMessages };
}
