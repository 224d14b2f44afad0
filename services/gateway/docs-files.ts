import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** Files of the page that shows the API's document: our own, and those of the library that draws it. */
export const ownDocsFiles = ["index.html", "docs.css", "docs.js"] as const;
export const libraryDocsFiles = ["swagger-ui.css", "swagger-ui-bundle.js"] as const;

/** Where the library's files are installed. In a bundle they lie beside our own. */
export function libraryDocsFolder(): string {
  const require = createRequire(import.meta.url);
  return path.join(path.dirname(require.resolve("@fastify/swagger-ui/package.json")), "static");
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "application/javascript; charset=utf-8",
};

/** A file to serve. */
export interface DocsFile {
  name: string;
  file: string;
  type: string;
  bytes: number;
}

/**
 * The files of the page. They are read when asked for, so that they cost no memory.
 * @throws Error when one is missing.
 */
export function docsFiles(folder: string): DocsFile[] {
  return [...ownDocsFiles, ...libraryDocsFiles].map((name) => {
    const beside = path.join(folder, name);
    const file = existsSync(beside) ? beside : path.join(libraryDocsFolder(), name);
    return { name, file, type: types[path.extname(name)]!, bytes: statSync(file).size };
  });
}

/** The page itself, which is small. */
export function docsPage(files: readonly DocsFile[]): string {
  return readFileSync(files.find(({ name }) => name === "index.html")!.file, "utf8");
}
