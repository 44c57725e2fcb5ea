/** What differs between the databases when SQL is read as text. */
export interface Dialect {
  /** `'it\'s'`. */
  readonly backslashEscapes: boolean;
  /** `# to the end of the line`. */
  readonly hashComments: boolean;
  /** `$$ … $$`, `$tag$ … $tag$`, `E'\n'`. */
  readonly dollarQuotes: boolean;
  /** How the n-th value is called, counted from 1. */
  placeholder(position: number): string;
  quoteIdentifier(name: string): string;
}

const doubleQuoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const POSTGRESQL: Dialect = {
  backslashEscapes: false,
  hashComments: false,
  dollarQuotes: true,
  placeholder: (position) => `$${position}`,
  quoteIdentifier: doubleQuoted,
};

export const DUCKDB: Dialect = POSTGRESQL;

export const SQLITE: Dialect = {
  backslashEscapes: false,
  hashComments: false,
  dollarQuotes: false,
  placeholder: () => '?',
  quoteIdentifier: doubleQuoted,
};

export const MYSQL: Dialect = {
  backslashEscapes: true,
  hashComments: true,
  dollarQuotes: false,
  placeholder: () => '?',
  quoteIdentifier: (name) => `\`${name.replaceAll('`', '``')}\``,
};
