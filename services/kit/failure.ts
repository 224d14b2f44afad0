/**
 * Whether trying the same again later can help: the store was away, restarting or busy, or two transactions got
 * in each other's way. After such a failure the outcome may be unknown, so only what is idempotent is repeated.
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = String((error as NodeJS.ErrnoException).code ?? "");
  if (systemCodes.has(code) || postgresCodes.test(code)) return true;
  if (error.name.startsWith("Mongo")) return isTransientMongo(error);
  return transientMessages.test(error.message);
}

/** Errors of the network, as Node names them. */
const systemCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/**
 * SQLSTATE (PostgreSQL, appendix A): connection exceptions, serialization failures and deadlocks, insufficient
 * resources, lock not available, operator intervention (shutdown, cancelled, cannot connect now), read-only
 * transaction (a former primary).
 */
const postgresCodes = /^(08...|40...|53...|55P03|57...|25006)$/;

/** What pg and ioredis say without a code. */
const transientMessages =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired|Connection is closed|Command timed out|Reached the max retries per request|Stream isn't writeable|Socket timeout|Cluster isn't ready|None of startup nodes|Failed to refresh slots cache|Too many Cluster redirections|LOADING |READONLY |MASTERDOWN |CLUSTERDOWN |TRYAGAIN |NOREPLICAS )/;

function isTransientMongo(error: Error): boolean {
  const labels = (error as { errorLabels?: string[] }).errorLabels ?? [];
  return (
    /^Mongo(Network|ServerSelection|PoolCleared|NotConnected|WaitQueue|TopologyClosed)/.test(error.name) ||
    labels.includes("RetryableWriteError") ||
    labels.includes("TransientTransactionError")
  );
}
