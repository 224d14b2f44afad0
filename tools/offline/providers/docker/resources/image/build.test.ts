import { expect, test } from "vitest";
import { checkBuild, registryConfig } from "./build.ts";

test("logins for the registries of bases are given as the daemon takes them", () => {
  const authConfigs = [
    { hostName: "registry.example.com:5000", userName: "ci", password: "p" },
    { hostName: "other.example.com", identityToken: "t", serverAddress: "https://other.example.com" },
  ];
  expect(checkBuild({ build: { context: ".", authConfigs } })).toEqual([]);
  expect(registryConfig(authConfigs)).toEqual({
    "registry.example.com:5000": {
      username: "ci",
      password: "p",
      serveraddress: "registry.example.com:5000",
    },
    "other.example.com": { identitytoken: "t", serveraddress: "https://other.example.com" },
  });
});
