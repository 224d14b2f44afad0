import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { openMongodb, type DocumentStore } from "./mongodb.ts";
import { testStore } from "./events/test-stores.ts";

const real = new URL(testStore("MONGODB"));
let store: DocumentStore | undefined;
let way: Server | undefined;
const sockets = new Set<Socket>();

afterEach(async () => {
  await store?.close();
  for (const socket of sockets) socket.destroy();
  way?.close();
});

/** A way to the real MongoDB at a port of its own. */
function openWay(port: number): Promise<Server> {
  const server = createServer((incoming) => {
    const onward = connect(Number(real.port), real.hostname);
    for (const socket of [incoming, onward]) sockets.add(socket.on("error", () => {}));
    incoming.pipe(onward).pipe(incoming);
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}

it("a service that starts before MongoDB finds it when it is there", async () => {
  const reserved = await openWay(0);
  const { port } = reserved.address() as AddressInfo;
  await new Promise((resolve) => reserved.close(resolve));
  const address = new URL(real.href);
  address.host = `127.0.0.1:${port}`;
  store = openMongodb("test", { MONGODB_URL: address.href, MONGODB_PASSWORD: "" });
  await expect(store.check()).rejects.toThrow();
  way = await openWay(port);
  await expect.poll(() => store!.check().then(() => "answers", String), { timeout: 20_000 }).toBe("answers");
});
