import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";

/** Something that keeps people from using a screen. */
export interface Violation {
  rule: string;
  impact: "serious" | "critical";
  /** What it is about, for a person. */
  help: string;
  /** Selectors of the elements. */
  elements: string[];
}

interface AxeResult {
  violations: { id: string; impact: string | null; help: string; nodes: { target: string[] }[] }[];
}

const source = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Looks at the page as it is now with axe-core. @returns what it calls serious or critical. */
export async function seriousViolations(page: Page): Promise<Violation[]> {
  // Evaluated, not added as a script: the app's Content-Security-Policy would refuse that.
  await page.evaluate(await source);
  const { violations } = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] })",
  )) as AxeResult;
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, help, nodes }) => ({
      rule: id,
      impact: impact as Violation["impact"],
      help,
      elements: nodes.map(({ target }) => target.join(" ")),
    }));
}
