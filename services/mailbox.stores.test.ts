import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { createTransport } from "nodemailer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleService } from "./build.ts";

/** As its image starts it. */
const nodeOptions = ["--max-old-space-size=48", "--max-semi-space-size=1"];
const allocator = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "65536" };

let folder: string;
let mailbox: ChildProcess;
let address: string;
let smtpPort: number;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "cloudpos-mailbox-"));
  await bundleService("mailbox", folder);
  mailbox = spawn(process.execPath, [...nodeOptions, "main.mjs"], {
    cwd: folder,
    env: { HOST: "127.0.0.1", PORT: "0", SMTP_PORT: "0", ...allocator },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ports = new Map<string, number>();
  for await (const line of createInterface({ input: mailbox.stdout! })) {
    const entry = JSON.parse(line) as { msg: string; address?: { port: number } };
    if (entry.address) ports.set(entry.msg, entry.address.port);
    if (ports.size === 2) break;
  }
  mailbox.stdout!.resume();
  address = `http://127.0.0.1:${ports.get("serving the mailbox")}`;
  smtpPort = ports.get("taking mails")!;
});
afterAll(async () => {
  const ended = new Promise((resolve) => mailbox.once("exit", resolve));
  mailbox.kill("SIGTERM");
  expect(await ended).toBe(0);
  await rm(folder, { recursive: true });
});

const send = (mail: object) =>
  createTransport({ host: "127.0.0.1", port: smtpPort, ignoreTLS: true }).sendMail({
    from: '"Main Street" <receipts@example.com>',
    subject: "Receipt 1",
    text: "Total €7.50",
    ...mail,
  });
const json = async (url: string) =>
  (await fetch(`${address}${url}`)).json() as Promise<Record<string, unknown>>;
const list = async (query = "") =>
  (await json(`/mailbox/api/messages${query}`)).items as Record<string, unknown>[];

describe("the mailbox", () => {
  it("keeps what it gets and shows it, the HTML of a mail without any rights", async () => {
    const html = "<p>Total €7.50</p><script>alert(1)</script>";
    await send({ to: "anna@example.com", html, attachments: [{ filename: "a.txt", content: "12345" }] });
    await send({ to: "ben@example.com", bcc: "carl@example.com", subject: "Re: Zwölf Grüße" });
    const [second, first] = await list();
    expect(second).toMatchObject({ to: ["ben@example.com", "carl@example.com"], subject: "Re: Zwölf Grüße" });
    expect(first).toMatchObject({
      from: '"Main Street" <receipts@example.com>',
      attachments: [{ name: "a.txt", bytes: 5 }],
    });
    expect(await list("?to=CARL&subject=grüße")).toEqual([second]);
    expect(await list("?to=nobody")).toEqual([]);
    const whole = await json(`/mailbox/api/messages/${String(first!.id)}`);
    expect(whole).toMatchObject({ text: "Total €7.50", html: expect.stringContaining("<script>") as string });

    const shown = await fetch(`${address}/mailbox/messages/${String(first!.id)}/html`);
    expect(await shown.text()).toBe(whole.html);
    const policy = shown.headers.get("content-security-policy")!;
    expect(policy).toContain("sandbox;");
    expect(policy).toContain("default-src 'none'");
    const page = await fetch(`${address}/mailbox/`);
    expect(await page.text()).toContain("<h1>Mailbox</h1>");
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
    expect((await fetch(`${address}/mailbox`, { redirect: "manual" })).headers.get("location")).toBe(
      "/mailbox/",
    );
    expect((await fetch(`${address}/mailbox/api/messages/${"0".repeat(36)}`)).status).toBe(404);
    expect((await fetch(`${address}/other`)).status).toBe(404);

    expect((await fetch(`${address}/mailbox/api/messages`, { method: "DELETE" })).status).toBe(204);
    expect(await list()).toEqual([]);
  });

  it("keeps the last 500, refuses what is too large, and needs less than 60 MiB", async () => {
    const pooled = createTransport({ host: "127.0.0.1", port: smtpPort, ignoreTLS: true, pool: true });
    const html = `<table>${"<tr><td>Tea</td><td>€7.50</td></tr>".repeat(100)}</table>`;
    for (let index = 1; index <= 510; index += 1) {
      const mail = {
        from: "a@example.com",
        to: "b@example.com",
        subject: `Mail ${index}`,
        text: "text",
        html,
      };
      await pooled.sendMail(mail);
    }
    pooled.close();
    const kept = await list();
    expect(kept).toHaveLength(500);
    expect([kept[0]!.subject, kept.at(-1)!.subject]).toEqual(["Mail 510", "Mail 11"]);
    await expect(send({ to: "b@example.com", text: "x".repeat(2 * 1024 * 1024) })).rejects.toThrow("552");

    await fetch(`${address}/mailbox/api/messages`, { method: "DELETE" });
    // Its own memory; pages of the program itself are shared with every other Node on the machine.
    const resident = async () => {
      const status = await readFile(`/proc/${mailbox.pid}/status`, "utf8");
      return Number(/RssAnon:\s+(\d+) kB/.exec(status)![1]) / 1024;
    };
    await expect.poll(resident, { timeout: 15_000, interval: 500 }).toBeLessThan(60);
    console.log(`the mailbox uses ${(await resident()).toFixed(0)} MiB after 500 mails`);
  });
});
