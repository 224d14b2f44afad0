import { expect, test } from "vitest";
import { countReport, sum, summaryLine } from "./test-report.ts";

test("tests are counted, and a file that could not be loaded is one failure", () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 1,
    testResults: [
      { status: "failed", assertionResults: [{}, {}] },
      { status: "failed", assertionResults: [] },
      { status: "passed", assertionResults: [{}] },
    ],
  };
  expect(countReport(report)).toEqual({ passed: 3, failed: 2 });
});

test("a run without tests counts nothing", () => {
  expect(countReport({})).toEqual({ passed: 0, failed: 0 });
});

test("the last line", () => {
  expect(
    summaryLine(
      sum([
        { passed: 2, failed: 0 },
        { passed: 5, failed: 1 },
      ]),
    ),
  ).toBe("7 passed, 1 failed");
});
