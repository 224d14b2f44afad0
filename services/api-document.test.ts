import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { apiTypes, apiTypesFile } from "./api-document.ts";

test("the web app's types are those of the services' routes", async () => {
  const current = await apiTypes();
  const written = await readFile(apiTypesFile, "utf8");
  expect(written === current, "The API has changed: run `node services/api-document.ts` and commit.").toBe(
    true,
  );
});
