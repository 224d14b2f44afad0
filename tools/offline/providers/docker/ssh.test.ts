import { expect, test } from "vitest";
import { knownKeys, sshOptions } from "./ssh.ts";

test("options of the ssh command are understood, or refused", () => {
  expect(sshOptions(["-i /key", "-o IdentitiesOnly=yes", "-oUserKnownHostsFile=/known"])).toEqual({
    identity: "/key",
    knownHosts: "/known",
  });
  expect(sshOptions(["-o", "IdentityFile=/key"])).toEqual({ identity: "/key" });
  for (const option of ["-o StrictHostKeyChecking=no", "-v", "-o ProxyJump=other"]) {
    expect(() => sshOptions([option])).toThrow(`the ssh option "${option}" is not supported`);
  }
});

test("a host's keys are those of its name and port", () => {
  const text = "192.0.2.1 ssh-ed25519 AAAA\n[192.0.2.1]:2222,other ssh-rsa BBBB\n";
  expect(knownKeys(text, "192.0.2.1", 22).map(({ type }) => type)).toEqual(["ssh-ed25519"]);
  expect(knownKeys(text, "192.0.2.1", 2222).map(({ type }) => type)).toEqual(["ssh-rsa"]);
  expect(knownKeys(text, "192.0.2.2", 22)).toEqual([]);
});
