/** The tills of benchmark.ts, in a thread of their own. */
import { Agent, request, type IncomingMessage } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { demoSale, patiently } from "./testing.ts";

/** What the tills shall do. */
export interface Load {
  port: number;
  /** Tills, each with one sale under way. */
  clients: number;
  seconds: number;
  /** Access token by register id. */
  tokens: ReadonlyMap<string, string>;
}

/** What came of it. */
export interface Answers {
  /** Answers 201. */
  committed: number;
  /** Any other answer; a 503 is sent again after the time it asks for. */
  refused: number;
  seconds: number;
}

const load = workerData as Load;
const registers = [...load.tokens.keys()];
const agent = new Agent({ keepAlive: true, maxSockets: load.clients });
const answers: Answers = { committed: 0, refused: 0, seconds: 0 };
const started = performance.now();
const end = started + load.seconds * 1000;

await Promise.all(Array.from({ length: load.clients }, (_, index) => till(index)));
agent.destroy();
answers.seconds = (performance.now() - started) / 1000;
parentPort!.postMessage(answers);

async function till(index: number): Promise<void> {
  for (let turn = index; performance.now() < end; turn += load.clients) {
    const sale = demoSale({ registerId: registers[turn % registers.length]! });
    const body = JSON.stringify(sale);
    const answer = await patiently(async () => {
      const each = await post(sale.registerId, body);
      if (each.statusCode !== 201) answers.refused += 1;
      return each;
    });
    if (answer.statusCode === 201) answers.committed += 1;
  }
}

type Answer = Pick<IncomingMessage, "headers"> & { statusCode: number };

function post(registerId: string, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${load.tokens.get(registerId)!}`,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    request(
      {
        agent,
        host: "127.0.0.1",
        port: load.port,
        path: "/api/transactions/sales",
        method: "POST",
        headers,
      },
      (response) => {
        response.resume();
        response.on("end", () => resolve({ statusCode: response.statusCode!, headers: response.headers }));
      },
    )
      .on("error", reject)
      .end(body);
  });
}
