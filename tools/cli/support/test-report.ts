import { relative } from "node:path";

/** What a vitest run counted. */
export interface Count {
  passed: number;
  failed: number;
  /** The failed ones: file and name. Whoever sees only the end of the output can start from them. */
  failures?: string[];
}

/** The part of vitest's JSON report that is read here. */
interface VitestReport {
  numPassedTests?: number;
  numFailedTests?: number;
  testResults?: {
    name?: string;
    status?: string;
    assertionResults?: { status?: string; fullName?: string }[];
  }[];
}

/**
 * Counts the tests of a vitest JSON report. A file that failed before its first test (it could not be loaded, or its
 * preparation failed) counts as one failed: it must not vanish from the sum.
 * @param root the names of files are told relative to it.
 */
export function countReport(report: VitestReport, root = "/"): Count {
  const files = report.testResults ?? [];
  const broken = files.filter(
    ({ status, assertionResults }) => status === "failed" && (assertionResults ?? []).length === 0,
  );
  const file = (name = "a file") => relative(root, name);
  const failures = [
    ...files.flatMap(({ name, assertionResults }) =>
      (assertionResults ?? [])
        .filter(({ status }) => status === "failed")
        .map(({ fullName }) => `${file(name)}: ${fullName}`),
    ),
    ...broken.map(({ name }) => `${file(name)}: could not be run`),
  ];
  return {
    passed: report.numPassedTests ?? 0,
    failed: (report.numFailedTests ?? 0) + broken.length,
    ...(failures.length > 0 && { failures }),
  };
}

/** The sum of several runs. */
export function sum(counts: readonly Count[]): Count {
  const failures = counts.flatMap((count) => count.failures ?? []);
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failed: counts.reduce((total, { failed }) => total + failed, 0),
    ...(failures.length > 0 && { failures }),
  };
}

/** The last line of `./cloudpos test`. */
export function summaryLine({ passed, failed }: Count): string {
  return `${passed} passed, ${failed} failed`;
}
