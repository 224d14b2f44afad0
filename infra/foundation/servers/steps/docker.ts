import { isDeepStrictEqual } from "node:util";
import { quote } from "../host.ts";
import type { Step } from "./step.ts";
import { startUnit, unitState } from "./system.ts";

const DAEMON = "/etc/docker/daemon.json";

export const docker: Step<"docker"> = {
  name: "docker",
  title: "Docker and its settings",
  async observe(host) {
    const [text, state] = [await host.readFile(DAEMON), await unitState(host, "docker")];
    return { state, daemon: parse(text) };
  },
  async apply(host, { daemon }) {
    const text = `${JSON.stringify(daemon, null, 2)}\n`;
    const changed = !isDeepStrictEqual(parse(await host.readFile(DAEMON)), daemon);
    if (changed) {
      const { code, stderr } = await host.try(
        `f=$(mktemp); cat > $f; dockerd --validate --config-file $f; r=$?; rm $f; exit $r`,
        { input: text, doing: "checking Docker's settings" },
      );
      if (code !== 0) throw host.error(`Docker does not take its settings: ${stderr.trim()}`);
      await host.writeFile(DAEMON, text);
    }
    if (host.access.user !== "root") {
      await host.run(`adduser -q ${quote(host.access.user)} docker`, {
        doing: "letting its user use Docker",
      });
    }
    await startUnit(host, "docker", "docker", "the container engine", changed ? "restart" : "start");
  },
  async remove(host) {
    // Volumes and images stay in /var/lib/docker: they are the operator's to delete.
    await host.restoreFile(DAEMON);
    if ((await unitState(host, "docker")).startsWith("running"))
      await host.run("systemctl restart docker", { doing: "restarting Docker with its former settings" });
  },
};

/** What the file says; text that is no JSON is shown as it is, as drift. */
function parse(text: string | undefined): unknown {
  if (text === undefined) return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return { "not JSON": text };
  }
}
