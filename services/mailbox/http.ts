import { createServer, type Server, type ServerResponse } from "node:http";
import { appScript, appPage } from "./page.ts";
import type { Messages } from "./messages.ts";

/** Everything is below this path, as the edge passes it on. */
const base = "/mailbox";

const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; frame-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** A mail is somebody else's page: no scripts, no forms, nothing loaded, no access to ours. */
const mailPolicy =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/**
 * The page of the mailbox at `/mailbox/`, and for tests `GET /mailbox/api/messages?to=&subject=` (summaries, the newest
 * first), `GET /mailbox/api/messages/:id` (with text and HTML) and `DELETE /mailbox/api/messages`.
 */
export function createHttpServer(messages: Messages): Server {
  return createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://mailbox");
    const path = url.pathname;
    const get = request.method === "GET";
    const messageId = /^\/mailbox\/(?:api\/)?messages\/([0-9a-f-]{36})(?:\/html)?$/.exec(path)?.[1];
    const message = messageId === undefined ? null : messages.find(messageId);

    if (get && path === "/health") return answer(response, 200, "application/json", '{"status":"ok"}');
    if (get && path === base) return void response.writeHead(301, { location: `${base}/` }).end();
    if (get && path === `${base}/`) return answer(response, 200, "text/html", appPage, pagePolicy);
    if (get && path === `${base}/app.js`) return answer(response, 200, "text/javascript", appScript);
    if (get && path === `${base}/api/messages`) {
      const items = messages.list({
        to: url.searchParams.get("to") ?? "",
        subject: url.searchParams.get("subject") ?? "",
      });
      return answer(response, 200, "application/json", JSON.stringify({ items }));
    }
    if (request.method === "DELETE" && path === `${base}/api/messages`) {
      messages.clear();
      return void response.writeHead(204).end();
    }
    if (get && message && path.startsWith(`${base}/api/`))
      return answer(response, 200, "application/json", JSON.stringify(message));
    if (get && message?.html && path.endsWith("/html"))
      return answer(response, 200, "text/html", message.html, mailPolicy);
    answer(response, 404, "application/json", '{"title":"There is no such page or mail","status":404}');
  });
}

function answer(response: ServerResponse, status: number, type: string, body: string, policy?: string): void {
  response
    .writeHead(status, {
      "content-type": `${type}; charset=utf-8`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      ...(policy !== undefined && { "content-security-policy": policy }),
    })
    .end(body);
}
