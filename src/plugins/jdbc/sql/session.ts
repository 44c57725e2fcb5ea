/** Rows of a statement, read while the database produces them. Cells are what `cells.ts` calls a cell. */
export interface ResultSet {
  /** Labels in select order; the same label may stand there twice. */
  readonly columns: readonly string[];
  /** Must be read to the end, or `return`ed, before the next statement. */
  readonly batches: AsyncIterable<readonly (readonly unknown[])[]>;
}

/** One statement, with a value for each of its placeholders in order. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/**
 * One connection to one database. Errors of the database are thrown as its driver made them. Not for concurrent use,
 * except for `interrupt`.
 */
export interface SqlSession {
  /** Undefined when the statement gives no result set. `fetchSize`: rows that travel together. */
  execute(statement: Statement, fetchSize: number): Promise<ResultSet | undefined>;
  /** The same statement for every list of values; number of rows that changed. */
  executeMany(sql: string, rows: readonly (readonly unknown[])[]): Promise<number>;
  /** Ends the running statement with an error; does nothing when none runs. */
  interrupt(): void;
  close(): Promise<void>;
}
