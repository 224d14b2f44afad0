let context: AudioContext | null = null;

function tone(frequency: number, startSeconds: number, lengthSeconds: number): void {
  context ??= new AudioContext();
  const start = context.currentTime + startSeconds;
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0.15, start);
  gain.gain.exponentialRampToValueAtTime(0.001, start + lengthSeconds);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + lengthSeconds);
}

/** Two low tones: something was not accepted. Silent where the browser has no sound. */
export function playError(): void {
  if (typeof AudioContext === "undefined") return;
  tone(220, 0, 0.15);
  tone(165, 0.18, 0.25);
}

/** One short high tone: scanned. Silent where the browser has no sound. */
export function playAccepted(): void {
  if (typeof AudioContext === "undefined") return;
  tone(1175, 0, 0.07);
}
