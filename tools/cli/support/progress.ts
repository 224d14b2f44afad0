import { appendFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { styled } from "./output.ts";
import { formatDuration } from "./units.ts";

const heartbeatMs = 15_000;
const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

interface Running {
  title: string;
  text: string;
  start: number;
}

/**
 * Tells the operator how far a run is, on standard error. What is done stays as one line with its time. What is
 * under way is one live line on a terminal; elsewhere it is a line from time to time, so that nobody thinks it hangs.
 */
export class Progress {
  readonly #running = new Map<string, Running>();
  readonly #stream: NodeJS.WriteStream;
  readonly #logFile: string | undefined;
  readonly #timer: NodeJS.Timeout;
  #frame = 0;
  #live = false;
  #lastWord = performance.now();

  constructor(options: { stream?: NodeJS.WriteStream; logFile?: string } = {}) {
    this.#stream = options.stream ?? process.stderr;
    this.#logFile = options.logFile;
    this.#timer = setInterval(() => this.#tick(), this.#stream.isTTY ? 120 : 1000);
    this.#timer.unref();
  }

  /** Something begins. */
  begin(id: string, title: string): void {
    this.#running.set(id, { title, text: "", start: performance.now() });
    this.#draw();
  }

  /** What is going on in it now, in a few words. */
  update(id: string, text: string): void {
    const running = this.#running.get(id);
    if (running) running.text = text;
    this.#draw();
  }

  /** It is done; `text` says with which result. */
  done(id: string, text = ""): void {
    this.#end(id, styled("green", "✔", this.#stream), text);
  }

  /** It failed; the reason is told by the caller. */
  failed(id: string, text = ""): void {
    this.#end(id, styled("red", "✖", this.#stream), text);
  }

  /** Forgets something that began and is not worth a line. */
  drop(id: string): void {
    this.#running.delete(id);
    this.#draw();
  }

  /** A line that stays. */
  line(text = ""): void {
    this.#wipe();
    this.#stream.write(`${text}\n`);
    this.#lastWord = performance.now();
    if (this.#logFile) appendFileSync(this.#logFile, `${stripVTControlCharacters(text)}\n`, { mode: 0o600 });
    this.#draw();
  }

  /** A warning that stays. */
  warn(text: string): void {
    this.line(`${styled("yellow", "!", this.#stream)} ${text}`);
  }

  /** Ends the live line. */
  close(): void {
    clearInterval(this.#timer);
    this.#running.clear();
    this.#wipe();
  }

  #end(id: string, mark: string, text: string): void {
    const running = this.#running.get(id);
    if (!running) return;
    this.#running.delete(id);
    const time = styled("dim", `(${formatDuration(performance.now() - running.start)})`, this.#stream);
    this.line([mark, running.title + (text ? ":" : ""), text, time].filter(Boolean).join(" "));
  }

  #tick(): void {
    this.#frame++;
    if (this.#stream.isTTY) this.#draw();
    else if (this.#running.size > 0 && performance.now() - this.#lastWord >= heartbeatMs)
      this.line(`… ${this.#summary()}`);
  }

  #summary(): string {
    const now = performance.now();
    const each = [...this.#running.values()].map(({ title, text, start }) => {
      return `${title}${text ? ` (${text})` : ""} ${formatDuration(now - start)}`;
    });
    return each.length > 4 ? `${each.slice(0, 3).join(", ")} and ${each.length - 3} more` : each.join(", ");
  }

  #draw(): void {
    if (!this.#stream.isTTY) return;
    this.#wipe();
    if (this.#running.size === 0) return;
    const text = `${frames[this.#frame % frames.length]} ${this.#summary()}`;
    this.#stream.write(text.slice(0, (this.#stream.columns || 80) - 1));
    this.#live = true;
  }

  #wipe(): void {
    if (this.#live) this.#stream.write("\r\u001b[2K");
    this.#live = false;
  }
}
