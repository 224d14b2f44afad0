import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { libraryDocsFiles, libraryDocsFolder } from "./gateway/docs-files.ts";
import { serviceNames } from "./names.ts";

const root = path.resolve(import.meta.dirname, "..");

/** What is built as a service is, without being one: no role, no stores. */
const toolNames = ["mailbox"] as const;

/** Optional parts of the database drivers, which they look for and do without. */
const optionalPackages = [
  "pg-native",
  "pg-cloudflare",
  "kerberos",
  "snappy",
  "socks",
  "gcp-metadata",
  "mongodb-client-encryption",
  "@mongodb-js/zstd",
  "@aws-sdk/credential-providers",
];

/** What CommonJS code inside an ES module expects to find. */
const commonJsNames = [
  'import { createRequire as __createRequire } from "node:module";',
  "const require = __createRequire(import.meta.url);",
  "const __filename = import.meta.filename;",
  "const __dirname = import.meta.dirname;",
].join("\n");

/**
 * Bundles a service with everything it imports into `outDir`: `main.mjs`, `main.mjs.map`, its `migrations/`
 * and the files of the page that shows the API's document (`docs/`).
 * No service needs a native package, so the folder is complete and runs with Node alone. The same source gives
 * the same bytes, wherever `outDir` is. What was in `outDir` before is deleted.
 * @param name one of {@link serviceNames}, or a tool beside them.
 * @throws Error when there is no such service or its source does not compile.
 */
export async function bundleService(name: string, outDir: string): Promise<void> {
  if (![...serviceNames, ...toolNames].some((each) => each === name)) {
    throw new Error(`There is no service "${name}": use one of ${serviceNames.join(", ")}`);
  }
  const source = path.join(root, "services", name);
  const result = await build({
    absWorkingDir: root,
    entryPoints: [`services/${name}/server.ts`],
    // Not where the files go, but what the source map's paths are relative to.
    outfile: `.build/services/${name}/main.mjs`,
    write: false,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    external: optionalPackages,
    banner: { js: commonJsNames },
    // V8 keeps the source, so white space costs memory. Names stay, so that stack traces can be read without the
    // source map, which would cost a service half again its memory at run time (--enable-source-maps).
    minifyWhitespace: true,
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    logLevel: "silent",
  });

  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  for (const file of result.outputFiles) {
    await writeFile(path.join(outDir, path.basename(file.path)), file.contents);
  }
  for (const folder of ["migrations", "docs"]) {
    const files = path.join(source, folder);
    if (existsSync(files)) await cp(files, path.join(outDir, folder), { recursive: true });
  }
  if (name === "gateway") {
    for (const file of libraryDocsFiles) {
      await cp(path.join(libraryDocsFolder(), file), path.join(outDir, "docs", file));
    }
  }
}
