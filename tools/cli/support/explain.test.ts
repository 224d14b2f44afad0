import { expect, test } from "vitest";
import { locateHome } from "../../offline/toolchain/home.ts";
import { exitCodes } from "./errors.ts";
import { explain, settingsProblem, withoutStackTrace } from "./explain.ts";

const home = locateHome({ CLOUDPOS_HOME: "/home/shop/.cloudpos" });
const failure = { stack: "dev", home, interrupted: false, log: "/home/shop/.cloudpos/logs/1/pulumi.log" };

test("the program's settings error is passed on without Node's stack trace", () => {
  const text = [
    "Running program '/srv/cloudpos/infra/index.ts' failed with an unhandled exception:",
    "SettingsError: the configuration of the stack is not valid:",
    "  - Pulumi.dev.yaml: cloudpos:domian: unknown key",
    '  - Pulumi.dev.yaml: cloudpos:platform: not allowed (what runs the containers; one of "swarm", "kubernetes")',
    "Mend the file (or use `pulumi config set`), then run the command again. Nothing has been changed.",
    "    at parseSettings (file:///srv/cloudpos/infra/settings.ts:250:31)",
    "    at loadSettings (file:///srv/cloudpos/infra/settings.ts:258:10) {",
    "  problems: [",
    "    'Pulumi.dev.yaml: cloudpos:domian: unknown key'",
    "  ]",
    "}",
  ].join("\n");
  expect(settingsProblem(text)).toBe(
    [
      "The configuration of the stack is not valid:",
      "  - Pulumi.dev.yaml: cloudpos:domian: unknown key",
      '  - Pulumi.dev.yaml: cloudpos:platform: not allowed (what runs the containers; one of "swarm", "kubernetes")',
      "Mend the file (or use `pulumi config set`), then run the command again. Nothing has been changed.",
    ].join("\n"),
  );
  expect(explain({ ...failure, text })?.exitCode).toBe(exitCodes.precondition);
});

test.each([
  ["error: incorrect passphrase", exitCodes.precondition, /does not fit the state/],
  ["error: the stack is currently locked by 1 lock(s)", exitCodes.interrupted, /Another run is working/],
  ["write /var/lib/docker/x: no space left on device", exitCodes.precondition, /The disk is full/],
  ["connect ENOENT /var/run/docker.sock", exitCodes.precondition, /stopped answering/],
  [
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.",
    exitCodes.precondition,
    /stopped answering/,
  ],
  [
    "no Docker daemon answers at unix:///var/run/docker.sock (ENOENT).",
    exitCodes.precondition,
    /stopped answering/,
  ],
  ["Command was killed with SIGKILL (Forced termination): pulumi up", exitCodes.interrupted, /SIGKILL/],
  ["error: no resource plugin 'pulumi-resource-docker' found", exitCodes.precondition, /plugin is missing/],
])("%s", (text, exitCode, message) => {
  const explained = explain({ ...failure, text });
  expect(explained?.exitCode).toBe(exitCode);
  expect(explained?.message).toMatch(message);
});

test("an interruption is told as such, whatever else was said", () => {
  const explained = explain({ ...failure, interrupted: true, text: "error: update canceled" });
  expect(explained?.exitCode).toBe(exitCodes.interrupted);
  expect(explained?.message).toContain("./cloudpos up --stack dev");
});

test("what is not known is left to the failed resources", () => {
  expect(explain({ ...failure, text: "boom" })).toBeUndefined();
});

test("stack frames are taken out of a message, its own lines stay", () => {
  const message =
    "Error: at least one of them failed\n    at run (file:///a/b.ts:1:2)\n    at async Promise.all (index 0)\n    at c.ts:3:4\nsecond line";
  expect(withoutStackTrace(message)).toBe("Error: at least one of them failed\nsecond line");
});
