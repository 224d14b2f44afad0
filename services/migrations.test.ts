/**
 * Two versions of a service run on one schema during every update, and the older one again after a rollback. So a
 * migration only adds (expand); what takes something away is a file of its own that waits until no older version is
 * left: `NNN.do.<what>.contract.sql`, carried out by `./cloudpos migrate --contract`.
 */
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { newestExpansion } from "./kit/migrations.ts";

/** Newest migration of each service that is older than this rule. */
const before: Readonly<Record<string, number>> = {
  auth: 4,
  customer: 2,
  inventory: 5,
  notification: 2,
  payment: 3,
  transaction: 6,
};

/** What an older program may not survive. */
const takesAway =
  /\bDROP\s+(TABLE|COLUMN|SCHEMA|VIEW|MATERIALIZED|TYPE|FUNCTION|DEFAULT)\b|\bRENAME\b|\bSET\s+NOT\s+NULL\b|\bALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE\b|\bADD\s+COLUMN\b(?![^,;]*\b(DEFAULT|GENERATED)\b)[^,;]*\bNOT\s+NULL\b/i;

const withoutComments = (sql: string) => sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, "");

describe("migrations", async () => {
  const services = (await readdir(import.meta.dirname, { withFileTypes: true })).filter((e) =>
    e.isDirectory(),
  );
  for (const { name } of services) {
    const folder = path.join(import.meta.dirname, name, "migrations");
    const files = (await readdir(folder).catch(() => [])).toSorted();
    if (files.length === 0) continue;

    it(`of ${name} are numbered without gap or duplicate`, () => {
      expect(files.map((file) => Number(file.split(".")[0]))).toEqual(files.map((_, index) => index + 1));
    });

    it(`of ${name} take nothing away before it is time`, async () => {
      for (const file of files) {
        if (Number(file.split(".")[0]) <= (before[name] ?? 0) || file.endsWith(".contract.sql")) continue;
        const sql = withoutComments(await readFile(path.join(folder, file), "utf8"));
        expect(
          takesAway.exec(sql)?.[0],
          `${file} takes away what the version before needs: put that part into a .contract.sql`,
        ).toBe(undefined);
      }
    });
  }

  it.each([
    ["ALTER TABLE sale DROP COLUMN note", true],
    ["ALTER TABLE sale ALTER COLUMN note TYPE text", true],
    ["ALTER TABLE sale RENAME COLUMN a TO b", true],
    ["ALTER TABLE sale ADD COLUMN a int NOT NULL", true],
    ["ALTER TABLE sale ADD COLUMN a int NOT NULL DEFAULT 0", false],
    ["ALTER TABLE sale ADD COLUMN a int", false],
    ["CREATE TABLE a (b int NOT NULL)", false],
    ["DROP INDEX a", false],
  ])("%s: takes away %s", (sql, expected) => {
    expect(takesAway.test(sql)).toBe(expected);
  });

  it("wait at the end when they are contracts, and have had their time in between", () => {
    const of = (...filenames: string[]) =>
      newestExpansion(filenames.map((filename, index) => ({ version: index + 1, filename })));
    expect(of("001.do.a.sql", "002.do.b.contract.sql")).toBe(1);
    expect(of("001.do.a.sql", "002.do.b.contract.sql", "003.do.c.sql")).toBe(3);
    expect(of("001.do.a.contract.sql")).toBe(0);
  });
});
