import { createServer, type AddressInfo } from "node:net";
import type Docker from "dockerode";
import { expect, test } from "vitest";
import { listeningInodes, portOwner } from "./ports.ts";

test("the kernel's table: listening sockets of the port, not connections to it", () => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
    "   0: 00000000:01BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0",
    "   1: 0100007F:01BB 0100007F:A2C4 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100 0 0 10 0",
    "   2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0",
  ].join("\n");
  expect(listeningInodes(table, 443)).toEqual(["4711"]);
  expect(listeningInodes(table, 9090)).toEqual([]);
});

test("a port that a process holds is named with it, and is free afterwards", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  const { port } = server.address() as AddressInfo;
  const owner = await portOwner(port, undefined);
  await new Promise((resolve) => server.close(resolve));
  expect(owner?.who).toBeTruthy();
  if (process.platform === "linux") expect(owner?.who).toContain(`(process ${process.pid})`);
  expect(await portOwner(port, undefined)).toBeUndefined();
});

test("a container is named, with its stack when it is one of CloudPOS", async () => {
  const container = (labels: object) => ({
    Id: "0123456789abcdef",
    Names: ["/cloudpos-dev-edge.1.x"],
    Image: "cloudpos/edge:1",
    Labels: labels,
    Ports: [{ PrivatePort: 8443, PublicPort: 443, Type: "tcp" }],
  });
  const docker = (labels: object) =>
    ({ listContainers: async () => [container(labels)] }) as unknown as Docker;
  expect(await portOwner(443, docker({ "cloudpos.stack": "dev" }))).toEqual({
    who: "the container cloudpos-dev-edge.1.x (image cloudpos/edge:1)",
    stack: "dev",
  });
  expect((await portOwner(443, docker({})))?.stack).toBeUndefined();
});
