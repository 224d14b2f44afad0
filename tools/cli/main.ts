/**
 * The commands behind `./cloudpos`. Only the command line is described here; each command loads what it needs when
 * it is run, so that help and errors appear at once.
 */
import { Command, CommanderError, Option } from "commander";
import { exitCodes, messageOf, OperatorError } from "./support/errors.ts";
import { note, styled } from "./support/output.ts";

const program = new Command("cloudpos")
  .description("CloudPOS: a point-of-sale platform, brought up and run by one command.")
  .addOption(
    new Option("-s, --stack <name>", "which installation: dev, staging, production, or a name of your own")
      .default("dev")
      .env("CLOUDPOS_STACK"),
  )
  .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
  .showHelpAfterError("(./cloudpos --help shows all commands)")
  .exitOverride();

/** Registers the action of a command: options and the stack go in, an exit code may come out. */
function run(command: Command, action: (options: never, ...args: string[]) => Promise<number | void>): void {
  command.action(async (...given: unknown[]) => {
    const args = given.slice(0, -2) as string[];
    const options = { ...program.opts(), ...command.opts() } as { stack: string };
    if (!/^[a-z0-9][a-z0-9-]{0,29}$/.test(options.stack)) {
      throw new OperatorError(
        exitCodes.usage,
        `"${options.stack}" cannot be the name of a stack: use up to 30 small letters, digits and hyphens.`,
      );
    }
    process.exitCode = (await action(options as never, ...args)) ?? exitCodes.ok;
  });
}

const json = () => new Option("--json", "answer in JSON on standard output, for scripts");

run(
  program
    .command("up")
    .description("bring the platform up, or up to date; changes only what differs")
    .option("-y, --yes", "do not ask (staging and production ask before they change anything)")
    .addOption(json()),
  async (options) => (await import("./commands/up.ts")).up(options),
);
run(
  program
    .command("down")
    .description("stop and remove what runs; data and its keys are kept, `up` continues with them")
    .option(
      "--purge",
      "remove the data as well: volumes, secrets, images and state of the stack. Asks for its name",
    )
    .option("-y, --yes", "do not ask"),
  async (options) => (await import("./commands/down.ts")).down(options),
);
run(
  program
    .command("preview")
    .description("show what `up` would change; changes nothing")
    .option("--diff", "with every changed property")
    .addOption(json()),
  async (options) => (await import("./commands/preview.ts")).preview(options),
);
run(
  program
    .command("upgrade")
    .description("preview, backup, rolling update, smoke test; with a way back")
    .option("--preview", "only show what would change")
    .option("-y, --yes", "do not ask")
    .option("--auto-rollback", "go back to what ran before when the update or the smoke test fails")
    .addOption(json()),
  async (options) => (await import("./commands/upgrade.ts")).upgrade(options),
);
run(
  program
    .command("rollback")
    .description("run again what ran before the last upgrade")
    .option("--preview", "only show what would change")
    .option("-y, --yes", "do not ask")
    .addOption(json()),
  async (options) => (await import("./commands/rollback.ts")).rollback(options),
);
run(
  program
    .command("scale")
    .argument("<service=replicas...>", "transaction=3, or gateway=2-8@70 for automatic scaling on Kubernetes")
    .description("write how many of each service run into the stack's file, and carry it out")
    .option("--preview", "only show what it would change")
    .option("-y, --yes", "do not ask")
    .addOption(json()),
  async (options, ...assignments) => (await import("./commands/scale.ts")).scale(assignments.flat(), options),
);
run(
  program
    .command("rotate")
    .argument("[secrets...]", "names of secrets, or all; none lists them")
    .description(
      "give secrets new values while everything runs; run again, it continues where it was interrupted",
    )
    .option("--list", "show all secrets, their generations and how each is rotated")
    .option("--preview", "only show what the first step would change")
    .option(
      "--value-file <file>",
      "the new value of a secret that comes from outside (- reads standard input)",
    )
    .option(
      "--allow-interruption",
      "also those that cannot be rotated without a moment in which requests fail",
    )
    .option("-y, --yes", "do not ask")
    .addOption(json()),
  async (options, ...names) => (await import("./commands/rotate.ts")).rotate(names.flat(), options),
);
run(
  program
    .command("status")
    .description(
      "what runs, its health, ports and the last backup; exit code 1 when something is not healthy",
    )
    .addOption(json()),
  async (options) => (await import("./commands/status.ts")).status(options),
);
run(
  program
    .command("logs")
    .argument("<service>", "name of a workload, as `status` lists them")
    .description("what a service writes")
    .option("-l, --level <level>", "only this level and above: error, warn, info or debug")
    .option("--since <when>", "only what is younger: 10m, 2h, 1h30m, or a date like 2026-03-01T08:30:00Z")
    .option("-f, --follow", "keep on showing new lines until Ctrl-C")
    .option("-n, --tail <lines>", "only the last lines")
    .option("--json", "lines as they were written"),
  async (options, name) => (await import("./commands/logs.ts")).logs(name ?? "", options),
);
run(
  program
    .command("test")
    .description("run the test suite; the last line says `N passed, N failed`")
    .option(
      "--only <phases>",
      "instead of all: types, lint, unit, stores, engine, e2e, staging, servers, cluster",
    )
    .option(
      "--also <phases>",
      "beside the usual ones: staging, servers (three of them), cluster (a real Kubernetes; as root)",
    )
    .option("--cluster", "short for --only cluster")
    .option("--keep", "leave the stack of the end-to-end phase running, and the cluster"),
  async (options) => (await import("./commands/test.ts")).test(options),
);
run(
  program
    .command("doctor")
    .description("check this machine and say what to do; exit code 1 when there is a problem")
    .addOption(json()),
  async (options) => (await import("./commands/doctor.ts")).doctor(options),
);
run(
  program
    .command("seed")
    .description("put the demo shop's data into every service; what is there already stays")
    .addOption(json()),
  async (options) => (await import("./commands/in-services.ts")).inServices("seed", options),
);
run(
  program
    .command("first-owner")
    .description(
      "make the first owner and the first store of a stack without demo data; prints the password once",
    )
    .requiredOption("--email <address>", "whom the owner signs in as")
    .requiredOption("--name <name>", "the owner's name")
    .requiredOption("--store-name <name>", "as it is on receipts")
    .requiredOption("--store-code <code>", "short, its own, never changes: main")
    .requiredOption("--currency <code>", "ISO 4217, for ever: EUR")
    .requiredOption("--locale <tag>", "how money and dates are written: en-IE")
    .requiredOption("--time-zone <name>", "decides which day a sale belongs to: Europe/Dublin")
    .option("--prices-exclude-tax", "shelf prices are without tax")
    .addOption(json()),
  async (options) => (await import("./commands/first-owner.ts")).firstOwner(options),
);
run(
  program
    .command("migrate")
    .description(
      "bring the database of every service to its newest version (services also do it when they start)",
    )
    .option(
      "--contract",
      "also take away what only versions before this one need; after it there is no rollback to them",
    )
    .addOption(json()),
  async (options) => (await import("./commands/in-services.ts")).migrate(options),
);
run(
  program
    .command("rebuild")
    .argument("<service>", "reporting")
    .description(
      "make all figures of the reports anew from the sales; the old ones are shown until it is done",
    )
    .addOption(json()),
  async (options, name) => (await import("./commands/in-services.ts")).rebuild(name ?? "", options),
);
run(
  program
    .command("backup")
    .description("make a full backup now, and copy the stack's encrypted state next to it")
    .addOption(json()),
  async (options) => (await import("./commands/backup.ts")).backup(options),
);
run(
  program
    .command("env")
    .description('what to export to use plain `pulumi` on the same stacks: eval "$(./cloudpos env)"')
    .addOption(json()),
  async (options) => (await import("./commands/env.ts")).env(options),
);

program.addHelpText(
  "after",
  `
First steps:
  ./cloudpos up              bring everything up on this machine (the first time takes minutes)
  ./cloudpos status          is everything well?
  ./cloudpos logs gateway --level error --since 10m
  ./cloudpos doctor          something is wrong with this machine? Start here

Exit codes: 0 well; 1 something is not healthy or a test failed; 2 wrong command line;
  3 something needed is missing (port, disk, Docker, passphrase); 4 deployment failed;
  5 interrupted, or another run is working on the stack.
Files are kept in CLOUDPOS_HOME (default ~/.cloudpos); logs of every run in its folder logs/.`,
);

// The reader of a pipe may have seen enough (`| head`): that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? exitCodes.ok : exitCodes.failed),
);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
} finally {
  const { closeEngines } = await import("./support/engines.ts");
  closeEngines();
}

/** Says what went wrong and returns the exit code. Only what nobody foresaw is shown with its stack. */
function report(error: unknown): number {
  // Commander has already written its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof OperatorError) {
    note(`${styled("red", "✖", process.stderr)} ${error.message}`);
    return error.exitCode;
  }
  note(`${styled("red", "✖", process.stderr)} Unexpected error: ${messageOf(error)}`);
  if (error instanceof Error && error.stack) note(error.stack.split("\n").slice(1).join("\n"));
  note("This is a defect of ./cloudpos itself; please report it with the lines above.");
  return exitCodes.failed;
}
