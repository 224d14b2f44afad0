/** The engine on the other end: progress goes to it, and with its end this process has nothing left to do. */
import grpc from "@grpc/grpc-js";
import { loadEngine } from "./protocol.ts";
import type { EngineClient } from "./protocol.ts";

const INFO = 1;

export class Engine {
  #address = "";
  #client: EngineClient | undefined;

  connect(address: string): void {
    if (address === this.#address) return;
    this.#client?.close();
    this.#client = undefined;
    this.#address = address;
  }

  /** Shown beside the resource while it is being worked on; lost progress is no reason to fail the work. */
  status(urn: string, message: string): void {
    if (this.#address === "") return;
    const { EngineClient, engine } = loadEngine();
    this.#client ??= new EngineClient(this.#address, grpc.credentials.createInsecure(), {});
    const request = new engine.LogRequest();
    request.setSeverity(INFO);
    request.setUrn(urn);
    request.setMessage(message);
    request.setEphemeral(true);
    this.#client.log(request, () => {});
  }
}

/** Calls `ended` once when the process that started this one is gone, however it went. */
export function whenParentEnds(ended: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    ended();
  }, 1000);
  timer.unref();
}
