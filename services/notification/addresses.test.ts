import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { isPublicAddress, publicLookup, webhookUrlProblem } from "./addresses.ts";
import { postJson } from "./post.ts";

describe("addresses", () => {
  it.each(["1.1.1.1", "8.8.8.8", "172.32.0.1", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"])(
    "%s is public",
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "ff02::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "no address",
  ])("%s is not", (address) => expect(isPublicAddress(address)).toBe(false));
});

describe("URLs of webhooks", () => {
  it.each([
    "http://example.com/",
    "ftp://example.com/",
    "https://user:secret@example.com/",
    "https://localhost/",
    "https://intranet/",
    "https://postgres:5432/",
    "https://db.internal/",
    "https://printer.local./",
    "https://127.0.0.1/",
    // Other spellings of 127.0.0.1, which URL understands.
    "https://2130706433/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://169.254.169.254/latest/meta-data/",
    "nonsense",
  ])("refuse %s", (url) => expect(webhookUrlProblem(url, false)).not.toBeNull());

  it("allow https to public names, and more in development", () => {
    expect(webhookUrlProblem("https://hooks.example.com:8443/a?b=c", false)).toBeNull();
    expect(webhookUrlProblem("https://93.184.215.14/", false)).toBeNull();
    expect(webhookUrlProblem("http://127.0.0.1:3000/", true)).toBeNull();
    expect(webhookUrlProblem("ftp://example.com/", true)).not.toBeNull();
  });
});

describe("a post", () => {
  it("to a name that leads to this machine is refused before anything is sent", async () => {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      requests.push(request.url!);
      response.end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    // The name looks public; the machine's own resolver says what it stands for.
    const looked = await new Promise((done) =>
      publicLookup("localhost", { all: true }, (error) => done(error)),
    );
    expect(looked).toMatchObject({ name: "PrivateAddressError" });
    await expect(postJson(`https://127.0.0.1:${port}/`, {}, "{}", { anywhere: false })).rejects.toMatchObject(
      { permanent: true, message: "the URL is an address of a private network" },
    );
    expect(requests).toEqual([]);
    server.close();
  });

  it("does not follow redirects, and gives up on a receiver that is silent", async () => {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      requests.push(request.url!);
      if (request.url === "/redirect") response.writeHead(302, { location: "/secret" }).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const post = (path: string) =>
      postJson(`http://127.0.0.1:${port}${path}`, {}, "{}", { anywhere: true, timeoutMs: 300 });
    await expect(post("/redirect")).rejects.toThrow("the receiver answered 302");
    await expect(post("/silent")).rejects.toThrow("no answer within 0.3 s");
    expect(requests).toEqual(["/redirect", "/silent"]);
    server.closeAllConnections();
    server.close();
    await expect(post("/")).rejects.toThrow("ECONNREFUSED");
  });
});
