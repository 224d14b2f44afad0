/** Whether the server gives a sign of life within five seconds. */
export async function isServerAlive(): Promise<boolean> {
  try {
    return (await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}
