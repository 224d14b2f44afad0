/** Gives the browser a text to save as a file. */
export function saveFile(name: string, type: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // After the click has been dealt with; some browsers read the content later than that.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
