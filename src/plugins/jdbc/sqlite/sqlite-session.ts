import type { ResultSet, SqlSession, Statement } from '../sql/session.js';
import { toBindable } from '../sql/bindable.js';
import { bytes, integer } from '../sql/cells.js';
import { Double, toDouble } from '../../../model/numbers.js';

/** What is used of `libsql/promise`, whose own types say little. */
interface Database {
  prepare(sql: string): Promise<Prepared>;
  interrupt(): void;
  close(): void;
}
interface Prepared {
  readonly reader: boolean;
  raw(on: boolean): this;
  safeIntegers(on: boolean): this;
  columns(): readonly { readonly name: string }[];
  /** The first step is done on a thread of the library, later ones here. */
  iterate(...values: unknown[]): Promise<Iterable<readonly unknown[]>>;
  /** Works here, on the thread of the caller. */
  run(...values: unknown[]): Promise<{ readonly changes: number }>;
}
type DatabaseClass = new (path: string, options: { timeout: number }) => Database;

/** So long a statement waits while another process writes. */
const BUSY_TIMEOUT_MS = 10_000;

export class SqliteSession implements SqlSession {
  private constructor(private readonly database: Database) {}

  static async open(path: string): Promise<SqliteSession> {
    const { default: library } = (await import('libsql/promise')) as unknown as {
      default: DatabaseClass;
    };
    return new SqliteSession(new library(path, { timeout: BUSY_TIMEOUT_MS }));
  }

  async execute({ sql, values }: Statement, fetchSize: number): Promise<ResultSet | undefined> {
    const prepared = await this.database.prepare(sql);
    const isQuery = prepared.reader;
    if (isQuery) {
      prepared.raw(true).safeIntegers(true);
    }
    // Not `run`, which would do its work here and hold up the whole process.
    const rows = await prepared.iterate(values.map(toBound));
    if (!isQuery) {
      rows[Symbol.iterator]().next();
      return undefined;
    }
    return {
      columns: prepared.columns().map(({ name }) => name),
      batches: batchesOf(rows, fetchSize),
    };
  }

  async executeMany(sql: string, rows: readonly (readonly unknown[])[]): Promise<number> {
    const prepared = await this.database.prepare(sql);
    let changed = 0;
    for (const row of rows) {
      changed += (await prepared.run(row.map(toBound))).changes;
    }
    return changed;
  }

  interrupt(): void {
    this.database.interrupt();
  }

  close(): Promise<void> {
    this.database.close();
    return Promise.resolve();
  }
}

/** Rows that are read here without a pause for others would hold up the whole process. */
const ROWS_PER_TURN = 1000;

async function* batchesOf(
  rows: Iterable<readonly unknown[]>,
  fetchSize: number,
): AsyncGenerator<unknown[][]> {
  const size = Math.min(fetchSize, ROWS_PER_TURN);
  let batch: unknown[][] = [];
  for (const row of rows) {
    batch.push(row.map(toCell));
    if (batch.length === size) {
      yield batch;
      batch = [];
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  if (batch.length > 0) {
    yield batch;
  }
}

/** Integers come as bigints, so a number is a double. */
function toCell(value: unknown): unknown {
  switch (typeof value) {
    case 'bigint':
      return integer(value);
    case 'number':
      return toDouble(value);
    default:
      return value instanceof Uint8Array ? bytes(value) : value;
  }
}

/** SQLite knows no booleans, and a whole number must not become a double. */
function toBound(value: unknown): unknown {
  const bindable = toBindable(value);
  if (typeof bindable === 'boolean') {
    return bindable ? 1n : 0n;
  }
  const isInteger = Number.isInteger(bindable) && !(value instanceof Double);
  return isInteger ? BigInt(bindable as number) : bindable;
}
