/**
 * The platform in one process, for work on the web app: starts in seconds, follows the source when it is started
 * again, and leaves nothing behind.
 *
 *   TEST_POSTGRES_URL=... TEST_REDIS_URL=... TEST_MONGODB_URL=... node test/platform/serve.ts [port]
 *
 * It prints its address (default http://127.0.0.1:3900) and stays until Ctrl-C. The web app beside it:
 *
 *   CLOUDPOS_API=http://127.0.0.1:3900 npx vite frontend
 *
 * CLOUDPOS_API is read by frontend/vite.config.ts, which forwards `/api` and `/health` there. Other settings of the
 * services come from the environment under their own names.
 */
import { startPlatform } from "./platform.ts";

const port = Number(process.argv[2] ?? 3900);
const started = performance.now();
const settings = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
);
const platform = await startPlatform({
  port,
  settings,
  publicOrigin: settings.PUBLIC_ORIGIN ?? "http://localhost:5173",
  onLogLine: (line) => console.error(line),
});
console.log(
  `CloudPOS answers at ${platform.origin} after ${Math.round((performance.now() - started) / 100) / 10} s.`,
);

let closing = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (closing) process.exit(1);
    closing = true;
    platform.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
