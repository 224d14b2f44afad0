/** The page: a list of mails and the one that is open. */
export const appPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Mailbox – CloudPOS development</title>
<style>
  :root { color-scheme: light dark; --line: light-dark(#d1d5db, #374151); --soft: light-dark(#f3f4f6, #1f2937); --quiet: light-dark(#4b5563, #9ca3af); }
  * { box-sizing: border-box; }
  body { margin: 0; font: 15px/1.5 system-ui, sans-serif; display: grid; grid-template: auto 1fr / minmax(280px, 1fr) 2fr; height: 100vh; }
  header { grid-column: 1 / -1; display: flex; gap: 16px; align-items: center; padding: 8px 16px; border-bottom: 1px solid var(--line); }
  h1 { font-size: 18px; margin: 0 auto 0 0; }
  input, button { font: inherit; padding: 8px 12px; min-height: 44px; border: 1px solid var(--line); border-radius: 6px; background: transparent; color: inherit; }
  ol { list-style: none; margin: 0; padding: 0; overflow: auto; border-right: 1px solid var(--line); }
  li button { display: block; width: 100%; text-align: left; border: 0; border-bottom: 1px solid var(--line); border-radius: 0; padding: 12px 16px; cursor: pointer; overflow-wrap: anywhere; }
  li button[aria-current] { background: var(--soft); }
  small, .empty { color: var(--quiet); }
  .empty { padding: 24px 16px; }
  main { display: flex; flex-direction: column; min-width: 0; }
  main > div { padding: 12px 16px; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
  iframe { flex: 1; border: 0; background: #fff; }
  pre { flex: 1; margin: 0; padding: 16px; overflow: auto; }
  @media (max-width: 700px) { body { grid-template: auto 40vh 1fr / 1fr; } }
</style>
</head>
<body>
<header><h1>Mailbox</h1><input id="filter" type="search" placeholder="Recipient or subject" aria-label="Recipient or subject"><button id="clear">Delete all</button></header>
<ol id="list" aria-label="Mails"></ol>
<main id="mail" aria-live="polite"><p class="empty">Mails of this development stack land here. They are kept in memory only.</p></main>
<script src="app.js" type="module"></script>
</body>
</html>
`;

/** What the page runs. All texts of mails are set as text, never as HTML. */
export const appScript = `
const list = document.getElementById("list");
const mail = document.getElementById("mail");
const filter = document.getElementById("filter");
let open = null;
let shown = "";

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

async function refresh() {
  const response = await fetch("api/messages").catch(() => null);
  if (!response || !response.ok) return;
  const { items } = await response.json();
  const part = filter.value.trim().toLowerCase();
  const found = items.filter((item) => (item.to.join(" ") + " " + item.subject).toLowerCase().includes(part));
  const state = JSON.stringify([found.map((item) => item.id), open]);
  if (state === shown) return;
  shown = state;
  list.replaceChildren(...(found.length === 0
    ? [element("li", { className: "empty", textContent: part ? "No mail fits." : "No mail yet." })]
    : found.map((item) => {
        const button = element("button", { onclick: () => show(item.id) },
          element("strong", { textContent: item.subject || "(no subject)" }), element("br"),
          element("span", { textContent: item.to.join(", ") }), element("br"),
          element("small", { textContent: new Date(item.receivedAt).toLocaleString() }));
        if (item.id === open) button.setAttribute("aria-current", "true");
        return element("li", {}, button);
      })));
}

async function show(id) {
  open = id;
  const response = await fetch("api/messages/" + id);
  if (!response.ok) return refresh();
  const message = await response.json();
  const head = element("div", {},
    element("strong", { textContent: message.subject || "(no subject)" }), element("br"),
    element("small", { textContent: "From " + message.from + " to " + message.to.join(", ") }));
  for (const { name, bytes } of message.attachments)
    head.append(element("br"), element("small", { textContent: "Attachment " + name + " (" + bytes + " bytes)" }));
  const body = message.html
    ? element("iframe", { src: "messages/" + id + "/html", title: "Mail" })
    : element("pre", { textContent: message.text ?? "" });
  if (message.html) body.setAttribute("sandbox", "");
  if (message.html && message.text) {
    const text = element("details", {}, element("summary", { textContent: "As text" }), element("pre", { textContent: message.text }));
    head.append(text);
  }
  mail.replaceChildren(head, body);
  await refresh();
}

filter.addEventListener("input", refresh);
document.getElementById("clear").addEventListener("click", async () => {
  await fetch("api/messages", { method: "DELETE" });
  open = null;
  mail.replaceChildren();
  await refresh();
});
await refresh();
setInterval(refresh, 2000);
`;
