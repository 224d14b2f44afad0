import { nothingRuns } from "../support/engine.ts";
import { exitCodes, OperatorError } from "../support/errors.ts";
import { formatLogLine, lineSplitter, parseLogLine } from "../support/log-lines.ts";
import { print, printJson } from "../support/output.ts";
import { runtimeOf } from "../support/runtime.ts";

export interface FirstOwnerOptions {
  stack: string;
  email: string;
  name: string;
  storeName: string;
  storeCode: string;
  currency: string;
  locale: string;
  timeZone: string;
  pricesExcludeTax?: boolean;
  json?: boolean;
}

/**
 * `first-owner`: makes the person who makes all others, and the first store, on a stack without demo data. The password
 * is shown once.
 *
 * @throws OperatorError when nothing runs, a value is not valid, or there is an owner already
 */
export async function firstOwner(options: FirstOwnerOptions): Promise<number> {
  const {
    stack,
    email,
    name: displayName,
    storeName: name,
    storeCode: code,
    currency,
    locale,
    timeZone,
  } = options;
  const body = {
    displayName,
    email,
    store: {
      ...{ code, name, currency, locale, timeZone },
      pricesIncludeTax: !options.pricesExcludeTax,
      cashRoundingMinor: 1,
      receiptHeader: [name],
      receiptFooter: [],
    },
  };
  const runtime = await runtimeOf(stack);
  const output: string[] = [];
  const lines = lineSplitter((line) => output.push(line));
  const result = await runtime.exec(
    "auth",
    ["node", "main.mjs", "first-owner", JSON.stringify(body)],
    (text) => lines.write(text),
  );
  lines.end();
  if (!result) throw nothingRuns(stack);
  const answer = output.find((line) => line.startsWith('{"firstOwner"'));
  if (result.exitCode !== 0 || !answer) {
    const said = output.map((line) => formatLogLine(parseLogLine(line))).join("\n");
    throw new OperatorError(exitCodes.failed, `The first owner was not made, nothing has changed:\n${said}`);
  }
  const made = (JSON.parse(answer) as { firstOwner: { email: string; password: string } }).firstOwner;
  if (options.json) printJson({ stack, ...made });
  else {
    print(`${displayName} owns ${name}. Sign in to the back office of the web app:`);
    print(`  e-mail    ${made.email}`);
    print(`  password  ${made.password}   (kept nowhere: change it under your name after signing in)`);
  }
  return 0;
}
