// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listenToScanner } from "./scanner-listener.ts";

const onScan = vi.fn<(code: string) => void>();
let stop: () => void;
let now = 0;

beforeEach(() => {
  onScan.mockReset();
  document.body.innerHTML = `<input id="search" /><button id="tile">Milk</button>`;
  stop = listenToScanner(window, onScan);
});
afterEach(() => stop());

function press(key: string, gapMs: number, target: Element = document.body): KeyboardEvent {
  now += gapMs;
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  Object.defineProperty(event, "timeStamp", { value: now });
  target.dispatchEvent(event);
  // A browser writes the character after keydown.
  if (target instanceof HTMLInputElement && key.length === 1 && !event.defaultPrevented) target.value += key;
  return event;
}

function type(text: string, gapMs: number, target?: Element): KeyboardEvent {
  for (const [index, key] of [...text].entries()) press(key, index === 0 ? 5_000 : gapMs, target);
  return press("Enter", gapMs, target);
}

test("a scan is recognised with nothing focused", () => {
  expect(type("5390000000016", 8).defaultPrevented).toBe(true);
  expect(onScan.mock.calls).toEqual([["5390000000016"]]);
});

test("two scans in a row are two codes", () => {
  type("5390000000016", 8);
  type("5390000000023", 8);
  expect(onScan.mock.calls).toEqual([["5390000000016"], ["5390000000023"]]);
});

test("a scan over a focused button does not press it", () => {
  expect(type("5390000000016", 8, document.querySelector("#tile")!).defaultPrevented).toBe(true);
  expect(onScan).toHaveBeenCalledOnce();
});

test("a scan in a text field is taken out of it again, and the typed text stays", () => {
  const search = document.querySelector<HTMLInputElement>("#search")!;
  search.value = "mil";
  const input = vi.fn();
  search.addEventListener("input", input);
  type("5390000000016", 8, search);
  expect(onScan.mock.calls).toEqual([["5390000000016"]]);
  expect(search.value).toBe("mil");
  expect(input).toHaveBeenCalledOnce();
});

test("a field that keeps its scans gets them, the Enter as well", () => {
  const search = document.querySelector<HTMLInputElement>("#search")!;
  search.value = "";
  search.dataset["ownScans"] = "";
  expect(type("5390000000016", 8, search).defaultPrevented).toBe(false);
  expect(onScan).not.toHaveBeenCalled();
  expect(search.value).toBe("5390000000016");
});

test("words typed fast in a text field are typing, and so are digits typed slowly", () => {
  const search = document.querySelector<HTMLInputElement>("#search")!;
  expect(type("bananas", 40, search).defaultPrevented).toBe(false);
  expect(type("5390000000016", 180, search).defaultPrevented).toBe(false);
  expect(onScan).not.toHaveBeenCalled();
  expect(search.value).toBe("bananas5390000000016");
});

test("Enter alone, few keys and pauses are no scan", () => {
  expect(press("Enter", 5_000).defaultPrevented).toBe(false);
  type("12", 8);
  type("12345678", 900);
  expect(onScan).not.toHaveBeenCalled();
});

test("the register's own keys just before a scan are not part of it", () => {
  press("+", 5_000);
  press("5", 20);
  for (const key of "390000000016") press(key, 8);
  press("Enter", 8);
  expect(onScan.mock.calls).toEqual([["5390000000016"]]);
});

test("keys with a modifier and keys after stopping are ignored", () => {
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "a", ctrlKey: true }));
  stop();
  type("5390000000016", 8);
  expect(onScan).not.toHaveBeenCalled();
});
