import { pipeline } from 'node:stream/promises';
import type { Readable, Writable } from 'node:stream';
import type { Client, ClientConfig, FieldDef, QueryResult } from 'pg';
import type Cursor from 'pg-cursor';
import { toBindable } from '../sql/bindable.js';
import type { ResultSet, SqlSession, Statement } from '../sql/session.js';
import { isAboutEncryption, tlsAttempts, type TlsSettings } from './postgresql-tls.js';
import { converterOf, type FurtherType, FURTHER_TYPES_SQL } from './postgresql-types.js';

export interface PostgresqlOptions {
  readonly connection: Omit<ClientConfig, 'ssl'>;
  readonly tls: TlsSettings;
  /** `set timezone`. */
  readonly timeZone: string;
}

type CursorClass = typeof Cursor;

/** Cells are converted column by column: the driver hands them over as they came. */
const AS_TEXT = { getTypeParser: () => (text: string) => text } as const;

export class PostgresqlSession implements SqlSession {
  private constructor(
    private readonly client: Client,
    private readonly cursorClass: CursorClass,
    private readonly further: ReadonlyMap<number, FurtherType>,
    private readonly config: ClientConfig,
  ) {}

  static async open(options: PostgresqlOptions): Promise<PostgresqlSession> {
    const { client, config } = await connect(options);
    try {
      const { default: cursorClass } = await import('pg-cursor');
      await client.query("set datestyle = 'ISO'; set intervalstyle = 'iso_8601'");
      await client.query("select set_config('timezone', $1, false)", [options.timeZone]);
      const { rows } = await client.query<Record<keyof FurtherType, string>>(FURTHER_TYPES_SQL);
      const further = rows.map(({ oid, name, category, item }): [number, FurtherType] => [
        Number(oid),
        { oid: Number(oid), name, category, item: Number(item) },
      ]);
      return new PostgresqlSession(client, cursorClass, new Map(further), config);
    } catch (error) {
      await client.end();
      throw error;
    }
  }

  async execute({ sql, values }: Statement, fetchSize: number): Promise<ResultSet | undefined> {
    const cursor = this.client.query(
      new this.cursorClass<string[]>(sql, values.map(toBindable), {
        rowMode: 'array',
        types: AS_TEXT,
      }),
    );
    const { rows, result } = await read(cursor, fetchSize);
    if (result.fields.length === 0) {
      await cursor.close();
      return undefined;
    }
    return {
      columns: result.fields.map(({ name }) => name),
      batches: this.batchesOf(cursor, result.fields, rows, fetchSize),
    };
  }

  async executeMany(sql: string, rows: readonly (readonly unknown[])[]): Promise<number> {
    let changed = 0;
    for (const row of rows) {
      // Prepared once: statements with a name are kept by the connection.
      const query = { name: 'batch', text: sql, values: row.map(toBindable) };
      changed += (await this.client.query(query)).rowCount ?? 0;
    }
    return changed;
  }

  /** `copy … from stdin`; number of rows. */
  async copyIn(sql: string, content: Readable): Promise<number> {
    const { from } = await import('pg-copy-streams');
    const copy = this.client.query(from(sql));
    await pipeline(content, copy as Writable);
    return copy.rowCount;
  }

  /** `copy … to stdout`; `rowCount` tells the number of rows once the content has been read. */
  async copyOut(sql: string): Promise<{ content: Readable; rowCount: () => number }> {
    const { to } = await import('pg-copy-streams');
    const copy = this.client.query(to(sql));
    return { content: copy, rowCount: () => copy.rowCount };
  }

  /** Only another connection can do that. */
  interrupt(): void {
    const { processID } = this.client as unknown as { processID: number | null };
    cancel(this.config, processID).catch(() => this.client.end());
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  private async *batchesOf(
    cursor: Cursor<string[]>,
    fields: readonly FieldDef[],
    first: (string | null)[][],
    fetchSize: number,
  ): AsyncGenerator<unknown[][]> {
    try {
      const convert = fields.map(({ dataTypeID, name }) =>
        converterOf(dataTypeID, name, this.further),
      );
      let rows = first;
      while (rows.length > 0) {
        yield rows.map((row) =>
          row.map((cell, index) => (cell === null ? null : convert[index]?.(cell))),
        );
        rows = rows.length < fetchSize ? [] : (await read(cursor, fetchSize)).rows;
      }
    } finally {
      await cursor.close();
    }
  }
}

async function connect({
  connection,
  tls,
}: PostgresqlOptions): Promise<{ client: Client; config: ClientConfig }> {
  const { default: pg } = await import('pg');
  const [first = false, second] = tlsAttempts(tls);
  const attempt = async (ssl: typeof first): Promise<{ client: Client; config: ClientConfig }> => {
    const config = { ...connection, ssl };
    const client = new pg.Client(config);
    // A connection that breaks while nothing is asked says so here; the next statement fails of itself.
    client.on('error', () => undefined);
    await client.connect();
    return { client, config };
  };
  return attempt(first).catch((error: unknown) => {
    if (second !== undefined && isAboutEncryption(error)) {
      return attempt(second);
    }
    throw error;
  });
}

async function cancel(config: ClientConfig, processId: number | null): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client(config);
  await client.connect();
  try {
    await client.query('select pg_cancel_backend($1)', [processId]);
  } finally {
    await client.end();
  }
}

function read(
  cursor: Cursor<string[]>,
  size: number,
): Promise<{ rows: (string | null)[][]; result: QueryResult }> {
  return new Promise((resolve, reject) => {
    cursor.read(size, (error, rows, result) => {
      if (error) {
        reject(error);
      } else {
        resolve({ rows, result });
      }
    });
  });
}
