import { pulumiEnvironment } from "../../offline/toolchain/environment.ts";
import { openHome } from "../../offline/toolchain/home.ts";
import { print, printJson } from "../support/output.ts";

/** `env`: what to export so that plain `pulumi` works on the same stacks. Holds no secret, only the file of one. */
export async function env(options: { json?: boolean }): Promise<void> {
  const variables = pulumiEnvironment(await openHome());
  if (options.json) {
    printJson(variables);
    return;
  }
  for (const [name, value] of Object.entries(variables)) print(`export ${name}=${quoted(value)}`);
  print('# use it: eval "$(./cloudpos env)"; then for example: pulumi preview -s dev');
}

/** Quoted for a POSIX shell. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
