import type * as pulumi from "@pulumi/pulumi";
import type { Registry } from "../foundation/registry.ts";
import type { System } from "../model/index.ts";

/** An image of the catalogue as a workload refers to it. */
export interface Image {
  /** Name with a tag or digest that changes whenever the content changes. */
  reference: pulumi.Input<string>;
  /** What has to be there before a container can start from it. */
  dependsOn: pulumi.Resource[];
}

/** The values behind the names that the model uses. All secrets are Pulumi secrets. */
export interface Values {
  secret(name: string): pulumi.Output<string>;
  /** PEM. */
  certificate(name: string): pulumi.Output<string>;
  /** PEM of the stack's certificate authority. */
  ca: pulumi.Output<string>;
  image(name: string): Image;
}

/** What a platform says about a workload that it runs. */
export interface RunningWorkload {
  name: string;
  /** Name of the object on the platform: a Swarm service, a Kubernetes deployment. */
  physicalName: string;
  ports: number[];
}

/** Runs a system. One implementation for each platform; nothing else knows how things run. */
export interface Platform {
  readonly name: "swarm" | "kubernetes";
  /** For the images, which are built on an engine of the platform or beside it. */
  readonly options: pulumi.ResourceOptions;
  /** Where the servers get images from; the engine itself where absent. */
  readonly registry?: Registry | undefined;
  deploy(system: System, values: Values): RunningWorkload[];
}
