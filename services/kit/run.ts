import closeWithGrace from "close-with-grace";
import type { TProperties } from "typebox";
import { createLogger } from "./log.ts";
import { Problem } from "./problem.ts";
import { createService, type Dependencies, type ServiceDefinition } from "./service.ts";
import {
  SettingsError,
  commonSettings,
  loadSettings,
  type CommonSettings,
  type Settings,
} from "./settings.ts";

/**
 * Runs a service as this process. The first argument chooses: `serve` (default), `migrate`, `contract` (see
 * `migrate`), `seed`, or one of the service's own commands; the last two migrate first. SIGTERM drains for DRAIN_MS,
 * finishes what is open, and exits 0.
 */
export async function runService<Properties extends TProperties, Needs extends Dependencies>(
  definition: ServiceDefinition<Properties, Needs>,
): Promise<void> {
  const command = process.argv[2] ?? "serve";
  const commands = ["serve", "migrate", "contract", "seed", ...Object.keys(definition.commands ?? {})];
  if (!commands.includes(command)) {
    return fail(definition.name, `unknown command "${command}": use one of ${commands.join(", ")}`);
  }
  let settings: CommonSettings & Settings<Properties>;
  try {
    settings = loadSettings({ ...commonSettings, ...definition.settings }, process.env) as typeof settings;
  } catch (error) {
    if (error instanceof SettingsError) return fail(definition.name, error.message);
    throw error;
  }
  const service = await createService(definition, settings);
  if (command !== "serve") {
    try {
      await service.migrate({ contract: command === "contract" });
      if (command === "seed") await service.seed();
      await definition.commands?.[command]?.(service.context, process.argv.slice(3));
      service.context.log.info(`${command} done`);
    } catch (error) {
      if (error instanceof Problem) service.context.log.fatal(`${command} refused: ${inWords(error)}`);
      else service.context.log.fatal({ err: error }, `${command} failed`);
      process.exitCode = 1;
    }
    return service.close();
  }

  closeWithGrace(
    { delay: settings.DRAIN_MS + 15_000, logger: service.context.log },
    async ({ err, signal }) => {
      if (err) {
        service.context.log.fatal({ err }, "unexpected error, closing");
      } else {
        service.context.log.info({ signal }, "draining");
        service.drain();
        await new Promise((resolve) => setTimeout(resolve, settings.DRAIN_MS));
      }
      await service.close();
    },
  );
  await service.app.listen({ host: settings.HOST, port: settings.PORT ?? definition.port });
  await service.prepare();
}

/** For whoever ran the command: what is wrong, without where in the code it was found. */
function inWords(problem: Problem): string {
  const { title, detail = title, errors = [] } = problem.toDetails("");
  return [detail, ...errors.map((error) => `${error.path} ${error.message}`)].join("; ");
}

function fail(service: string, message: string): void {
  createLogger(service, "info").fatal(message);
  process.exitCode = 1;
}
