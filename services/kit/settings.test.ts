import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SettingsError, commonSettings, databaseSettings, loadSettings } from "./settings.ts";

const folder = mkdtempSync(join(tmpdir(), "settings-"));
function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}
const schema = { ...commonSettings, ...databaseSettings };

describe("loadSettings", () => {
  it("fills in defaults, converts, and reads files under their name without _FILE", () => {
    const settings = loadSettings(schema, {
      DATABASE_URL: "postgres://auth@postgres:5432/cloudpos",
      DATABASE_PASSWORD_FILE: file("password", "s3cret with $ign\n"),
      DATABASE_POOL_SIZE: "3",
      DEMO_DATA: "true",
      LOG_LEVEL: "",
      UNRELATED: "x",
    });
    expect(settings).toEqual({
      HOST: "0.0.0.0",
      LOG_LEVEL: "info",
      DRAIN_MS: 4000,
      DEMO_DATA: true,
      DATABASE_URL: "postgres://auth@postgres:5432/cloudpos",
      DATABASE_PASSWORD: "s3cret with $ign",
      DATABASE_POOL_SIZE: 3,
    });
  });

  it("lists everything that is wrong at once, and repeats no value", () => {
    const load = () =>
      loadSettings(schema, {
        DATABASE_URL: "postgres://auth:hunter2@postgres/cloudpos",
        DATABASE_PASSWORD_FILE: file("empty", "\n"),
        DATABASE_CA_FILE: join(folder, "absent.crt"),
        DATABASE_POOL_SIZE: "many",
        LOG_LEVEL: "loud",
        DRAIN_MS: "-1",
      });
    expect(load).toThrow(SettingsError);
    let message = "";
    try {
      load();
    } catch (error) {
      message = (error as Error).message;
    }
    for (const expected of [
      "DATABASE_URL: must match pattern",
      `DATABASE_PASSWORD_FILE: the file ${join(folder, "empty")} is empty`,
      `DATABASE_CA_FILE: cannot read ${join(folder, "absent.crt")} (ENOENT)`,
      "DATABASE_POOL_SIZE: must be integer",
      "LOG_LEVEL: must be one of debug, info, warn, error",
      "DRAIN_MS: must be >= 0",
    ]) {
      expect(message).toContain(expected);
    }
    expect(message).not.toContain("hunter2");
  });

  it("names what is missing", () => {
    expect(() => loadSettings(schema, {})).toThrow(
      /DATABASE_URL: is missing\n.*DATABASE_PASSWORD_FILE: is missing/,
    );
  });
});
