import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseSettings, refuseWhatIsNotYetAvailable, SettingsError } from "./settings.ts";

const minimal = {
  "cloudpos:environment": "dev",
  "cloudpos:platform": "swarm",
  "cloudpos:domain": "localhost",
  "cloudpos:logLevel": "debug",
};

function problemsOf(raw: Record<string, string>): readonly string[] {
  try {
    parseSettings("dev", raw);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

/** A stack's committed file in the form in which Pulumi hands it to the program. */
async function committed(stack: string): Promise<Record<string, string>> {
  const file = path.resolve(import.meta.dirname, `../Pulumi.${stack}.yaml`);
  const { config } = parse(await readFile(file, "utf8")) as { config: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

describe("settings", () => {
  it("fills every default", () => {
    const settings = parseSettings("dev", minimal);
    expect(settings.ports).toEqual({ http: 80, https: 443, prometheus: 9090, grafana: 3001 });
    expect(settings.demoData).toBe(false);
    expect(settings.stack).toBe("dev");
  });

  it("ignores what belongs to other projects", () => {
    expect(problemsOf({ ...minimal, "docker:host": "unix:///x" })).toEqual([]);
  });

  it("knows what servers need, and names each that lacks it", () => {
    const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0=";
    const servers = (...list: object[]) => ({ ...minimal, "cloudpos:servers": JSON.stringify(list) });
    const first = { name: "one", address: "192.0.2.11", hostKey, role: "manager" };
    expect(problemsOf({ ...servers(first), "cloudpos:sshKey": "[secret]" })).toEqual([]);
    const problems = problemsOf(
      servers(first, { name: "two", address: "shop.example.com", hostKey, role: "manager" }),
    );
    for (const part of [
      "cloudpos:sshKey: missing secret",
      "2 of them are managers",
      "two needs internalAddress",
      "cloudpos:registry: several servers get own images from one, and none is named",
      "cloudpos:replicas.edge: one edge would answer at one of the servers only",
    ]) {
      expect(problems.join("\n")).toContain(part);
    }
    expect(problemsOf(servers({ ...first, hostKey: "SHA256:abc" })).join("\n")).toMatch(
      /cloudpos:servers.0.hostKey: .*ssh-keyscan/,
    );
  });

  it("names every problem at once, with file and key", () => {
    const problems = problemsOf({
      "cloudpos:environment": "dve",
      "cloudpos:plattform": "swarm",
      "cloudpos:domain": "localhost",
      "cloudpos:logLevel": "debug",
      "cloudpos:ports": '{"htp":80,"https":"443 tcp","http":70000}',
      "cloudpos:postgres": '{"memoryMiB":"2GB","members":2}',
    });
    for (const part of [
      "cloudpos:environment: not allowed",
      "cloudpos:platform: missing",
      "cloudpos:plattform: unknown key",
      "cloudpos:ports.htp: unknown key; known here: http, https",
      "cloudpos:ports.https: must be integer",
      "cloudpos:ports.http: must be <= 65535",
      "cloudpos:postgres.memoryMiB: must be integer",
      "cloudpos:postgres.members: not allowed",
    ]) {
      expect(problems.join("\n")).toContain(`Pulumi.dev.yaml: ${part}`);
    }
  });

  it.each([
    [
      { "cloudpos:replicas": '{"auth":{"min":1,"max":2,"cpuPercent":70}}' },
      "replicas.auth: Swarm has no automatic scaling",
    ],
    [
      { "cloudpos:replicas": '{"auth":4,"inventory":4,"transaction":4}' },
      "postgres.maxConnections: 120 is too few for so many replicas, which open up to 156",
    ],
    [{ "cloudpos:replicas": '{"edge":17}' }, "replicas.edge: the front leads to 16 at most"],
    [{ "cloudpos:registry": '{"user":"shop"}' }, "registryPassword: missing secret"],
    [
      {
        "cloudpos:registry":
          '{"address":"registry.example.com","authority":"-----BEGIN CERTIFICATE-----\\nM\\n-----END CERTIFICATE-----"}',
      },
      "registry.authority: is laid down on servers",
    ],
    [{ "cloudpos:ports": '{"http":443}' }, "http and https are both 443"],
    [
      {
        "cloudpos:environment": "production",
        "cloudpos:domain": "pos.example.com",
        "cloudpos:demoData": "true",
      },
      "demoData: the demo shop has known PINs",
    ],
    [{ "cloudpos:environment": "production" }, "production needs a public host name"],
    [{ "cloudpos:tls": '{"issuer":"acme"}' }, "tls.acmeEmail: needed"],
    [{ "cloudpos:payments": '{"acquirer":"stripe"}' }, "stripeWebhookSecret: missing secret"],
    [
      { "cloudpos:mail": '{"host":"mail.example.com","from":"a@example.com","username":"a"}' },
      "mailPassword: missing secret",
    ],
    [{ "cloudpos:mail": '{"host":"mail.example.com"}' }, "cloudpos:mail: not allowed"],
    [
      {
        "cloudpos:environment": "production",
        "cloudpos:domain": "pos.example.com",
        "cloudpos:mail": "mailbox",
      },
      "the mailbox delivers nothing",
    ],
    [
      { "cloudpos:environment": "production", "cloudpos:domain": "pos.example.com" },
      "payments.acquirer: simulated takes no money",
    ],
    [{ "cloudpos:backup": '{"full":"at night"}' }, "is not five cron fields"],
    [
      { "cloudpos:alerts": '{"email":{"to":"a@b.c","from":"a@b.c","smtpHost":"m","username":"u"}}' },
      "smtpPassword: missing secret",
    ],
  ])("refuses the contradiction %j", (change, message) => {
    expect(problemsOf({ ...minimal, ...(change as Record<string, string>) }).join("\n")).toContain(message);
  });

  it.each(["staging", "production"])("the committed configuration of %s is valid", async (stack) => {
    expect(parseSettings(stack, await committed(stack)).environment).toBe(stack);
  });

  it("says what a valid configuration asks for that cannot be deployed yet", async () => {
    const production = parseSettings("production", await committed("production"));
    expect(() => refuseWhatIsNotYetAvailable(production)).not.toThrow();
    const staging = parseSettings("staging", await committed("staging"));
    expect(() => refuseWhatIsNotYetAvailable(staging)).not.toThrow();
  });
});
