import { IllegalArgumentError } from '../../../model/errors.js';

/** The columns that a CSV header names. */
export class CsvHeader {
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
        `Two columns of the CSV file are named \`${twice}\`: rename one, or set header: false to get lists`,
      );
    }
  }

  /** A row with fewer fields has fewer keys. */
  row(fields: readonly (string | null)[]): Record<string, string | null> {
    const row: Record<string, string | null> = {};
    for (const [index, field] of fields.entries()) {
      const name = this.names[index];
      if (name !== undefined) {
        row[name] = field;
      }
    }
    return row;
  }
}
