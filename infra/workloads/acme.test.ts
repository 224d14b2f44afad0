import { expect, it } from "vitest";
import { parseSettings, SettingsError } from "../settings.ts";
import { declareSystem } from "./index.ts";

const settings = (tls: object, change: Record<string, string> = {}) =>
  parseSettings("staging", {
    "cloudpos:environment": "staging",
    "cloudpos:platform": "swarm",
    "cloudpos:domain": "shop.example.com",
    "cloudpos:logLevel": "info",
    "cloudpos:tls": JSON.stringify(tls),
    ...change,
  });
const acme = { issuer: "acme", acmeEmail: "owner@example.com" };

it("with an ACME authority the edge starts with the own certificate and fetches the authority's", () => {
  const { workloads, certificates } = declareSystem(settings(acme));
  const edge = workloads.find(({ name }) => name === "edge")!;
  expect(edge.environment["ACME"]).toBe("acme");
  expect(edge.needs).toContain("acme");
  expect(edge.secrets).toEqual(["tls-edge-key", "tls-edge-acme-key"]);
  // Replicas on any server: nothing of it is in a volume of one.
  expect(edge.volumes).toEqual([]);
  expect(certificates.find(({ name }) => name === "edge-acme")?.uses).toEqual(["client"]);
  const issuer = workloads.find(({ name }) => name === "acme")!;
  expect(issuer.environment["ACME_DIRECTORY"]).toMatch(/letsencrypt/);
  expect(issuer.waysOut).toEqual([{ purpose: "the ACME authority", ports: [443] }]);
});

it("the front door is probed with trust in who signs its certificate", () => {
  const probed = (tls: object) => {
    const exporter = declareSystem(settings(tls)).workloads.find(({ name }) => name === "blackbox-exporter")!;
    const file = exporter.files.find(({ path }) => path.endsWith("blackbox.yml"))!;
    return file.content.kind === "text" ? file.content.text : "";
  };
  expect(probed({})).toContain("ca_file: /etc/cloudpos/tls/ca.crt");
  expect(probed(acme)).not.toContain("ca_file");
  const acmeAuthority = "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n";
  expect(probed({ ...acme, acmeAuthority })).toContain("ca_file: /etc/cloudpos/tls/acme-authority.crt");
});

it("refuses what no authority can sign", () => {
  expect(() => settings(acme, { "cloudpos:domain": "localhost" })).toThrow(SettingsError);
  expect(() => settings(acme, { "cloudpos:ports": '{"http":8080}' })).toThrow(
    "an ACME authority asks at port 80",
  );
});
