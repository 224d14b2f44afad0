/** What a vitest run counted. */
export interface Count {
  passed: number;
  failed: number;
}

/** The part of vitest's JSON report that is read here. */
interface VitestReport {
  numPassedTests?: number;
  numFailedTests?: number;
  testResults?: { status?: string; assertionResults?: unknown[] }[];
}

/**
 * Counts the tests of a vitest JSON report. A file that failed before its first test (it could not be loaded, or its
 * preparation failed) counts as one failed: it must not vanish from the sum.
 */
export function countReport(report: VitestReport): Count {
  const broken = (report.testResults ?? []).filter(
    ({ status, assertionResults }) => status === "failed" && (assertionResults ?? []).length === 0,
  ).length;
  return { passed: report.numPassedTests ?? 0, failed: (report.numFailedTests ?? 0) + broken };
}

/** The sum of several runs. */
export function sum(counts: readonly Count[]): Count {
  return counts.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }), {
    passed: 0,
    failed: 0,
  });
}

/** The last line of `./cloudpos test`. */
export function summaryLine({ passed, failed }: Count): string {
  return `${passed} passed, ${failed} failed`;
}
