import { DomainError, IllegalStateError } from '../../../model/errors.js';
import type { JdbcContext, JdbcDatabase, OpenDatabase } from './jdbc-base.js';
import type { SqlSession } from './session.js';

/**
 * Opens the database, works with it and closes it, whatever happens; kill and timeout interrupt the running statement.
 * Gives what the work gave, with the further outputs of the database.
 */
export async function withDatabase<S extends SqlSession>(
  jdbc: JdbcDatabase<S>,
  ctx: JdbcContext,
  work: (database: OpenDatabase<S>) => Promise<Readonly<Record<string, unknown>>>,
): Promise<Record<string, unknown>> {
  ctx.signal.throwIfAborted();
  const database = await jdbc.open(ctx);
  const { session } = database;
  const interrupt = (): void => session.interrupt();
  ctx.signal.addEventListener('abort', interrupt, { once: true });
  let outputs: Readonly<Record<string, unknown>>;
  try {
    ctx.signal.throwIfAborted();
    outputs = await work(database);
  } finally {
    ctx.signal.removeEventListener('abort', interrupt);
    await session.close();
  }
  return { ...outputs, ...(await database.outputs?.()) };
}

/** All or nothing. */
export async function inTransaction<T>(
  { session }: OpenDatabase,
  work: () => Promise<T>,
): Promise<T> {
  await session.execute({ sql: 'BEGIN', values: [] }, 1);
  try {
    const result = await work();
    await session.execute({ sql: 'COMMIT', values: [] }, 1);
    return result;
  } catch (error) {
    // A broken connection has rolled back by itself; the first error is the one that says why.
    await session.execute({ sql: 'ROLLBACK', values: [] }, 1).catch(() => undefined);
    throw error;
  }
}

const SHOWN_LENGTH = 300;

/** The error of a database with the statement that it is about. */
export function statementError(error: unknown, sql: string): Error {
  if (error instanceof DomainError) {
    return error;
  }
  const { message, detail, hint } = error as Error & { detail?: unknown; hint?: unknown };
  const more = [detail, hint].filter((text) => typeof text === 'string').join('\n');
  const statement = sql.length > SHOWN_LENGTH ? `${sql.slice(0, SHOWN_LENGTH)}…` : sql;
  const wrapped = new IllegalStateError(
    [message.trim(), ...(more === '' ? [] : [more]), `in the statement: ${statement}`].join('\n'),
  );
  wrapped.cause = error;
  return wrapped;
}
