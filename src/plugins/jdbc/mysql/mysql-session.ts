import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Connection, ConnectionOptions, FieldPacket, ResultSetHeader } from 'mysql2';
import { IllegalArgumentError } from '../../../model/errors.js';
import { toBindable } from '../sql/bindable.js';
import { MYSQL } from '../sql/dialect.js';
import type { ResultSet, SqlSession, Statement } from '../sql/session.js';
import type { TimeZone } from '../sql/time-zone.js';
import { tokensOf } from '../sql/tokens.js';
import { converterOf } from './mysql-cells.js';

export interface MysqlOptions {
  readonly connection: ConnectionOptions;
  readonly zone: TimeZone;
  /** The only file that `LOAD DATA LOCAL` may read. */
  readonly inputFile: string | undefined;
}

type Row = readonly (Buffer | null)[];

export class MysqlSession implements SqlSession {
  private constructor(
    private readonly connection: Connection,
    private readonly options: MysqlOptions,
  ) {}

  static async open(options: MysqlOptions): Promise<MysqlSession> {
    return new MysqlSession(await connect(options.connection), options);
  }

  async execute(statement: Statement, fetchSize: number): Promise<ResultSet | undefined> {
    const { inputFile, zone } = this.options;
    const query = this.connection.query({
      sql: this.inlined(statement),
      rowsAsArray: true,
      typeCast: (field) => field.buffer(),
      infileStreamFactory: (path) => localFile(path, inputFile),
    });
    let fields: readonly FieldPacket[] | undefined;
    query.on('fields', (found: FieldPacket[] | undefined) => (fields ??= found));
    const rows = query.stream({ highWaterMark: fetchSize });
    const iterator = rows[Symbol.asyncIterator]() as AsyncIterator<Row | ResultSetHeader>;
    const first = await iterator.next();
    if (fields === undefined) {
      // What came is the number of changed rows, not a row.
      while ((await iterator.next()).done !== true) {
        continue;
      }
      return undefined;
    }
    const convert = fields.map((field) => converterOf(field, zone));
    const toCells = (row: Row): unknown[] =>
      row.map((cell, index) => (cell === null ? null : convert[index]?.(cell)));
    return {
      columns: fields.map(({ name }) => name),
      batches: batchesOf(first, iterator, toCells),
    };
  }

  async executeMany(sql: string, rows: readonly (readonly unknown[])[]): Promise<number> {
    let changed = 0;
    for (const values of rows) {
      changed += await this.change(this.inlined({ sql, values }));
    }
    return changed;
  }

  /** Only another connection can do that. */
  interrupt(): void {
    const { threadId } = this.connection;
    connect(this.options.connection)
      .then((other) => {
        other.query(`KILL QUERY ${threadId}`, () => other.destroy());
      })
      .catch(() => this.connection.destroy());
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.connection.end(() => resolve());
    });
  }

  private change(sql: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.connection.query<ResultSetHeader>(sql, (error, result) => {
        if (error === null) {
          resolve(result.affectedRows);
        } else {
          reject(error);
        }
      });
    });
  }

  /** The driver's own replacement does not know quotes and comments. */
  private inlined({ sql, values }: Statement): string {
    if (values.length === 0) {
      return sql;
    }
    let position = 0;
    return [...tokensOf(sql, MYSQL)]
      .map(({ kind, text }) =>
        kind === 'question' ? this.connection.escape(toBindable(values[position++])) : text,
      )
      .join('');
  }
}

/** The server names the file that it wants, and it may be any server. */
function localFile(path: string, allowed: string | undefined): Readable {
  if (path === allowed) {
    return createReadStream(path);
  }
  const error = new IllegalArgumentError(
    `Only the file {{ inputFile }} can be loaded, not ${path}`,
  );
  return new Readable({ read: (): unknown => undefined }).destroy(error);
}

const ROWS_PER_BATCH = 1000;

async function* batchesOf(
  first: IteratorResult<Row | ResultSetHeader>,
  rest: AsyncIterator<Row | ResultSetHeader>,
  toCells: (row: Row) => unknown[],
): AsyncGenerator<unknown[][]> {
  let batch: unknown[][] = [];
  for (let next = first; next.done !== true; next = await rest.next()) {
    // A procedure ends with the number of changed rows.
    if (Array.isArray(next.value)) {
      batch.push(toCells(next.value as Row));
    }
    if (batch.length === ROWS_PER_BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) {
    yield batch;
  }
}

async function connect(options: ConnectionOptions): Promise<Connection> {
  const { default: mysql } = await import('mysql2');
  return new Promise((resolve, reject) => {
    const connection = mysql.createConnection(options);
    // Without a listener a connection that breaks while idle would end the process.
    connection.on('error', () => undefined);
    connection.connect((error) => {
      if (error) {
        reject(error);
      } else {
        resolve(connection);
      }
    });
  });
}
