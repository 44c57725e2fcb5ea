/** Trouble that goes away: the same statement may succeed in a moment (design: three kinds of trouble). */
const RETRYABLE_CODES: ReadonlySet<string> = new Set([
  '40001', // serialization failure
  '40P01', // deadlock detected
  '55P03', // lock not available
  '25P03', // idle in transaction for too long
  '08000', // connection exception
  '08001',
  '08003',
  '08006',
  '53300', // too many connections
  '57P01', // admin shutdown
  '57P02', // crash shutdown
  '57P03', // cannot connect now
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT', // the Unix socket, while the server restarts
  'EPIPE',
  'ETIMEDOUT',
]);

/** Messages of `pg` about a connection that ended under a statement; they carry no code. */
const CONNECTION_LOST =
  /^Connection terminated|^Client has encountered a connection error|^timeout exceeded when trying to connect/;

/** The database is not wrong, only busy or away. After a lost connection a statement may have been committed or not. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const { code } = error as { code?: unknown };
  return (
    (typeof code === 'string' && RETRYABLE_CODES.has(code)) || CONNECTION_LOST.test(error.message)
  );
}
