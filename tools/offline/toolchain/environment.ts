import { delimiter, dirname, join } from "node:path";
import type { Home } from "./home.ts";
import { versions } from "./versions.ts";

/** Where the Pulumi CLI and its helpers of this version are. */
export function pulumiFolder(home: Home): string {
  return join(home.cache, `pulumi-${versions.pulumi}`);
}

/**
 * The environment in which Pulumi runs for CloudPOS, by the CLI, the Automation API or by hand (`./cloudpos env`).
 * Holds no secret: the passphrase is named by its file. `CLOUDPOS_BACKEND_URL` moves the state elsewhere
 * (`s3://...`, `postgres://...`).
 */
export function pulumiEnvironment(home: Home, env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const node = dirname(process.execPath);
  return {
    PATH: [pulumiFolder(home), node, env["PATH"] ?? ""].filter(Boolean).join(delimiter),
    PULUMI_HOME: home.pulumi,
    PULUMI_BACKEND_URL: env["CLOUDPOS_BACKEND_URL"] || `file://${home.state}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: home.passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The toolchain step installs every plugin; the engine must not try for minutes where vendors are out of reach.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}
