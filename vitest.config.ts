import { defineConfig } from "vitest/config";

/**
 * Six projects, from fast to slow:
 * - `unit`: plain functions, schemas, the Pulumi program on mocks. Needs nothing running.
 * - `stores`: `*.stores.test.ts`, against real PostgreSQL, Redis and MongoDB started for the run.
 * - `engine`: `*.engine.test.ts`, against a real Docker engine or the real Pulumi engine.
 * - `e2e`: `*.e2e.test.ts`, against a whole stack that the test brings up and takes down.
 * - `servers`: `*.servers.test.ts`, against a stack on three servers; only `./cloudpos test --only servers` runs it.
 * - `cluster`: `*.cluster.test.ts`, against a real Kubernetes; only `./cloudpos test --cluster` runs it.
 */
const ignore = ["**/node_modules/**", ".build/**"];
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.ts", "**/*.test.tsx"],
          exclude: [...ignore, "**/*.{stores,engine,e2e,servers,cluster}.test.ts"],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "stores",
          include: ["**/*.stores.test.ts"],
          exclude: ignore,
          globalSetup: ["./test/stores/global-setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "engine",
          include: ["**/*.engine.test.ts"],
          exclude: ignore,
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 900_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["**/*.e2e.test.ts"],
          exclude: ignore,
          fileParallelism: false,
          // The cases build on each other: after a failure the rest would only fail for the same reason.
          bail: 1,
          testTimeout: 300_000,
          hookTimeout: 1_200_000,
        },
      },
      {
        test: {
          name: "servers",
          include: ["**/*.servers.test.ts"],
          exclude: ignore,
          fileParallelism: false,
          bail: 1,
          testTimeout: 900_000,
          hookTimeout: 3_600_000,
        },
      },
      {
        test: {
          name: "cluster",
          include: ["**/*.cluster.test.ts"],
          exclude: ignore,
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
