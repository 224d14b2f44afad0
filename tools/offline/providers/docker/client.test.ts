import { expect, test } from "vitest";
import { checkSettings, connect, readSettings, registryOf } from "./client.ts";

test("a daemon that does not answer: what, where, what to do", async () => {
  await expect(connect({ host: "unix:///nowhere/docker.sock" })).rejects.toThrow(
    /no Docker daemon answers at unix:\/\/\/nowhere\/docker.sock \(ENOENT\).*Start Docker/,
  );
});

test("settings that the SDK sends as JSON text are read", () => {
  const registryAuth = [{ address: "registry.example.org", username: "u", password: "p" }];
  const settings = readSettings({ registryAuth: JSON.stringify(registryAuth), sshOpts: '["-i","/key"]' });
  expect(settings).toMatchObject({ registryAuth, sshOpts: ["-i", "/key"] });
});

test("settings that would be ignored are refused", () => {
  expect(checkSettings({ context: "prod" })).toMatchObject([{ property: "context" }]);
  expect(checkSettings({ hots: "x" })).toMatchObject([{ property: "hots" }]);
  expect(checkSettings({ host: "localhost:2375" })).toMatchObject([{ property: "host" }]);
  expect(checkSettings({ host: "ssh://me@server" })).toEqual([]);
});

test("credentials are those of the image's registry", async () => {
  const registryAuth = JSON.stringify([
    { address: "https://registry.example.org", username: "u", password: "p" },
    { address: "docker.io", username: "hub", password: "q" },
  ]);
  const client = await connect({ disableDockerDaemonCheck: "true", registryAuth });
  expect(client.credentialsFor("registry.example.org/a/b:1")).toMatchObject({ username: "u", password: "p" });
  expect(client.credentialsFor("library/redis")).toMatchObject({ username: "hub" });
  expect(client.credentialsFor("localhost:5000/x")).toBeUndefined();
  expect(registryOf("cloudpos/base-debian:trixie")).toBe("docker.io");
});
