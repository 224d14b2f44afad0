import { expect, test } from "vitest";
import { countReport, sum, summaryLine } from "./test-report.ts";

test("tests are counted, and a file that could not be loaded is one failure", () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 1,
    testResults: [
      {
        name: "/repo/a.test.ts",
        status: "failed",
        assertionResults: [{ status: "failed", fullName: "a sum is right" }, { status: "passed" }],
      },
      { name: "/repo/b.test.ts", status: "failed", assertionResults: [] },
      { name: "/repo/c.test.ts", status: "passed", assertionResults: [{ status: "passed" }] },
    ],
  };
  expect(countReport(report, "/repo")).toEqual({
    passed: 3,
    failed: 2,
    failures: ["a.test.ts: a sum is right", "b.test.ts: could not be run"],
  });
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
