/** The registry that own images are pushed to, and that servers and clusters pull them from. */
import type { ProviderArgs } from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings.ts";

export interface Registry {
  /** `registry.example.com/shop` */
  address: string;
  /** The address without the path: what engines know it by. */
  host: string;
  /** Who pushes and pulls; absent where anybody may. */
  credentials?: { username: string; password: pulumi.Output<string> };
}

/** What `cloudpos:registry` says; undefined where it names none. */
export function registryOf({
  registry: { address, user },
}: Pick<Settings, "registry">): Registry | undefined {
  if (!address) return undefined;
  const registry = { address, host: registryHost(address) };
  if (!user) return registry;
  const password = new pulumi.Config("cloudpos").requireSecret("registryPassword");
  return { ...registry, credentials: { username: user, password } };
}

/** `registry.example.com/shop` without the path. */
export function registryHost(address: string): string {
  return address.split("/")[0]!;
}

/** For a provider of Docker: with these its images are pushed, and what its services run is pulled on every server. */
export function registryLogin(registry: Registry | undefined): Pick<ProviderArgs, "registryAuth"> {
  if (!registry?.credentials) return {};
  return { registryAuth: [{ address: registry.host, ...registry.credentials }] };
}
