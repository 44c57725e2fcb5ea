import type { DuckDBConnection, DuckDBInstance, DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { IllegalStateError } from '../../../model/errors.js';
import { toBindable } from '../sql/bindable.js';
import type { ResultSet, SqlSession, Statement } from '../sql/session.js';
import type { TimeZone } from '../sql/time-zone.js';
import type { DuckDbModule } from './duckdb-cells.js';
import { cellConverter } from './duckdb-cells.js';
import { DUCKDB_CONFIGURATION } from './duckdb-settings.js';

export interface DuckDbOptions {
  /** A file, `:memory:` or `md:…`. */
  readonly path: string;
  /** Settings known at the start: `access_mode`, `threads` … */
  readonly settings: Readonly<Record<string, string>>;
  readonly zone: TimeZone;
}

/** DuckDB inside this process; its work is done on threads of its own. */
export class DuckDbSession implements SqlSession {
  private constructor(
    private readonly module: DuckDbModule,
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly zone: TimeZone,
  ) {}

  static async open({ path, settings, zone }: DuckDbOptions): Promise<DuckDbSession> {
    const module = await import('@duckdb/node-api');
    const instance = await module.DuckDBInstance.create(path, { ...settings });
    return new DuckDbSession(module, instance, await instance.connect(), zone);
  }

  async execute(statement: Statement): Promise<ResultSet | undefined> {
    return this.run(statement).catch((error: unknown) => {
      throw withAdvice(error as Error);
    });
  }

  async executeMany(sql: string, rows: readonly (readonly unknown[])[]): Promise<number> {
    const prepared = await this.connection.prepare(sql);
    try {
      let changed = 0;
      for (const row of rows) {
        prepared.bind(row.map(toBindable) as DuckDBValue[]);
        changed += (await prepared.run()).rowsChanged;
      }
      return changed;
    } finally {
      prepared.destroySync();
    }
  }

  interrupt(): void {
    this.connection.interrupt();
  }

  close(): Promise<void> {
    this.connection.closeSync();
    this.instance.closeSync();
    return Promise.resolve();
  }

  private async run({ sql, values }: Statement): Promise<ResultSet | undefined> {
    const prepared = await this.connection.prepare(sql);
    try {
      if (values.length > 0) {
        prepared.bind(values.map(toBindable) as DuckDBValue[]);
      }
      const result = await prepared.stream();
      if (result.returnType !== this.module.ResultReturnType.QUERY_RESULT) {
        return undefined;
      }
      return { columns: result.columnNames(), batches: this.batchesOf(result) };
    } finally {
      prepared.destroySync();
    }
  }

  private async *batchesOf(result: DuckDBResult): AsyncGenerator<unknown[][]> {
    const names = result.columnNames();
    const convert = result
      .columnTypes()
      .map((type, index) => cellConverter(this.module, type, names[index] ?? '', this.zone));
    for (;;) {
      const chunk = await result.fetchChunk();
      // Asking for it crosses into the library every time.
      const rowCount = chunk?.rowCount ?? 0;
      if (chunk === null || rowCount === 0) {
        return;
      }
      const vectors = convert.map((_, column) => chunk.getColumnVector(column));
      const rows: unknown[][] = [];
      for (let row = 0; row < rowCount; row++) {
        rows.push(
          convert.map((cell, column) => {
            const value = vectors[column]?.getItem(row) ?? null;
            return value === null ? null : cell(value);
          }),
        );
      }
      yield rows;
    }
  }
}

/** What DuckDB's own message about a machine without internet does not say. */
function withAdvice(error: Error): Error {
  return /Failed to download extension/.test(error.message)
    ? new IllegalStateError(
        `${error.message.trim()}\nWithout internet, name a folder that has the extension: ` +
          `\`extension-repository\` of ${DUCKDB_CONFIGURATION} in kestra.plugins.configurations`,
      )
    : error;
}
