/** `node main.ts start|stop`: the cluster by hand. Prints how to reach it. */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { newLogFolder, openHome } from "../toolchain/home.ts";
import { startCluster, stopCluster } from "./cluster.ts";

const home = await openHome();
const path = join(await newLogFolder(home), "cluster.log");
const context = {
  home,
  log: { path, write: (text: string) => appendFileSync(path, text) },
  signal: new AbortController().signal,
  progress: (text: string) => console.error(text),
};
const [command] = process.argv.slice(2);
if (command === "start") console.log(JSON.stringify(await startCluster(context), null, 2));
else if (command === "stop") await stopCluster(context);
else {
  console.error("Usage: node main.ts start|stop");
  process.exitCode = 2;
}
