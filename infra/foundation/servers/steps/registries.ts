import { NOTES, quote, type Host } from "../host.ts";
import type { Step } from "./step.ts";

/** Where Docker looks for the authorities of a registry; it reads them anew each time. */
const FOLDER = "/etc/docker/certs.d";

export const registries: Step<"registries"> = {
  name: "registries",
  title: "authorities of registries",
  async observe(host, desired) {
    const found: Record<string, string> = {};
    for (const name of new Set([...Object.keys(desired), ...(await brought(host))])) {
      const text = await host.readFile(fileOf(name));
      if (text !== undefined) found[name] = text;
    }
    return found;
  },
  async apply(host, desired) {
    for (const name of await brought(host)) if (!(name in desired)) await takeBack(host, name);
    for (const [name, authority] of Object.entries(desired)) {
      if ((await host.readFile(fileOf(name))) !== authority) await host.writeFile(fileOf(name), authority);
    }
  },
  async remove(host) {
    for (const name of await brought(host)) await takeBack(host, name);
  },
};

function fileOf(registry: string): string {
  return `${FOLDER}/${registry}/ca.crt`;
}

/** Registries whose authority CloudPOS has laid down, by the notes of what was there before. */
async function brought(host: Host): Promise<string[]> {
  const notes = await host.run(`ls ${NOTES}/original${FOLDER} 2>/dev/null || true`);
  return notes.split("\n").filter(Boolean);
}

async function takeBack(host: Host, registry: string): Promise<void> {
  await host.restoreFile(fileOf(registry));
  const folders = [`${FOLDER}/${registry}`, `${NOTES}/original${FOLDER}/${registry}`];
  await host.run(`rmdir --ignore-fail-on-non-empty ${folders.map(quote).join(" ")} 2>/dev/null || true`);
}
