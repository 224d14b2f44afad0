/**
 * A barcode scanner in keyboard-wedge mode types the code faster than a person and ends it with Enter. This
 * listens to the whole window, so that scanning works wherever the focus is.
 */

/** Longest gap between two keys of one scan in a text field, where people type too: slower than this is typing. */
const maxGapInFieldMs = 100;
/** Longest gap elsewhere, where digits mean nothing else: a code typed by hand is as good as a scanned one. */
const maxGapMs = 300;
/** Fewer keys than this before Enter are typing. */
const minLength = 4;
const codeCharacter = /^[0-9A-Za-z]$/;
/** In a text field only a whole barcode counts as a scan, so that a fast typist's words stay words. */
const barcode = /^\d{8,14}$/;

/**
 * Fields with the attribute `data-own-scans` are left alone: what is scanned into them is theirs, such as the code of
 * a gift card. So are PINs, which some people type as fast as a scanner.
 */
function keepsItsScans(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.dataset["ownScans"] !== undefined ||
    (target instanceof HTMLInputElement && target.type === "password")
  );
}

/** Starts to listen; `onScan` gets each scanned code. @returns a function that stops listening. */
export function listenToScanner(target: Window, onScan: (code: string) => void): () => void {
  let code = "";
  let lastKeyAt = Number.NEGATIVE_INFINITY;
  let field: HTMLInputElement | HTMLTextAreaElement | null = null;
  let fieldValue = "";

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
    if (keepsItsScans(event.target)) return;
    const inTime = event.timeStamp - lastKeyAt <= (field ? maxGapInFieldMs : maxGapMs);
    if (event.key.length === 1) {
      if (!inTime || textField(event.target) !== field) {
        code = "";
        field = textField(event.target);
        fieldValue = field?.value ?? "";
      }
      lastKeyAt = event.timeStamp;
      // Signs are commands of the register (+ and -), not part of a code.
      code = codeCharacter.test(event.key) ? code + event.key : "";
      return;
    }
    if (event.key !== "Enter") return;
    const scanned = inTime && (field ? barcode.test(code) : code.length >= minLength) ? code : null;
    code = "";
    lastKeyAt = Number.NEGATIVE_INFINITY;
    if (scanned === null) return;
    // The Enter belongs to the scan: it must not press the focused button or submit a form.
    event.preventDefault();
    event.stopImmediatePropagation();
    if (field) setFieldValue(field, fieldValue);
    onScan(scanned);
  };

  target.addEventListener("keydown", onKeyDown, { capture: true });
  return () => target.removeEventListener("keydown", onKeyDown, { capture: true });
}

function textField(target: EventTarget | null): HTMLInputElement | HTMLTextAreaElement | null {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : null;
}

/** Takes the scanned characters out of the field again, in the way React notices. */
function setFieldValue(field: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  const prototype =
    field instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(field, value);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
