import { IllegalArgumentError } from '../../model/errors.js';

/** The columns that the first row of a table names. */
export class TableHeader {
  /** By position; undefined where a column is left out. */
  private readonly names: readonly (string | undefined)[];

  /** @throws IllegalArgumentError when two columns have one name: a map could keep only one of them. */
  constructor(fields: readonly string[], renameEmpty: boolean) {
    this.names = fields.map((field, index) =>
      field !== '' ? field : renameEmpty ? `col_${index}` : undefined,
    );
    const twice = this.names.find(
      (name, index) => name !== undefined && this.names.indexOf(name) !== index,
    );
    if (twice !== undefined) {
      throw new IllegalArgumentError(
        `Two columns are named \`${twice}\`: rename one, or set header: false to get lists`,
      );
    }
  }

  /** Number of columns, nameless ones included. */
  get width(): number {
    return this.names.length;
  }

  /** A row with fewer fields has fewer keys. */
  row(fields: readonly unknown[]): Record<string, unknown> {
    const row: Record<string, unknown> = {};
    for (const [index, field] of fields.entries()) {
      const name = this.names[index];
      if (name !== undefined) {
        row[name] = field;
      }
    }
    return row;
  }
}
