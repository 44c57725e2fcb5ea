import type { ParquetParsers, SchemaElement } from 'hyparquet';
import { toDouble } from '../../../model/numbers.js';
import {
  ionBlob,
  ionDate,
  ionDecimal,
  ionInstant,
  ionLocalDateTime,
  ionTime,
  signedInteger,
} from '../schema/ion-values.js';

type Read = (value: unknown) => unknown;

const NANOS: Readonly<Record<string, bigint>> = {
  MILLIS: 1_000_000n,
  MICROS: 1_000n,
  NANOS: 1n,
};

/**
 * Rows for Ion from the values that the library reads. It is asked for dates, times and decimals as they are stored,
 * because its own types cut them to milliseconds and doubles.
 */
export class ParquetColumns {
  /** The schema to read with. */
  readonly rawSchema: SchemaElement[];
  readonly parsers: Partial<ParquetParsers> = { timestampFromNanoseconds: ionInstant };
  private readonly read: Read;

  constructor(schema: readonly SchemaElement[]) {
    this.rawSchema = schema.map(raw);
    this.read = readerOf(columnOf([...schema]));
  }

  row(row: unknown): unknown {
    return this.read(row);
  }
}

interface Column {
  readonly element: SchemaElement;
  readonly children: readonly Column[];
}

/** The column at the front of the elements, which stand depth first; takes its elements away. */
function columnOf(elements: SchemaElement[]): Column {
  const element = elements.shift() ?? { name: '' };
  const count = element.num_children ?? 0;
  return { element, children: Array.from({ length: count }, () => columnOf(elements)) };
}

function readerOf(column: Column): Read {
  const read = column.children.length === 0 ? scalar(column.element) : nested(column);
  return (value) => (value === null || value === undefined ? null : read(value));
}

/** The library gives lists as arrays, maps as objects, and other groups as objects by name. */
function nested({ element, children }: Column): Read {
  const [inner] = children;
  const kind = element.converted_type ?? element.logical_type?.type;
  if (inner !== undefined && kind === 'LIST') {
    return each(readerOf(inner.children.length === 1 ? (inner.children[0] ?? inner) : inner));
  }
  if (inner?.children[1] !== undefined && (kind === 'MAP' || kind === 'MAP_KEY_VALUE')) {
    const read = readerOf(inner.children[1]);
    return (value) =>
      Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, read(item)]));
  }
  return record(children);
}

function record(children: readonly Column[]): Read {
  const fields = children.map((column) => {
    const read = readerOf(column);
    const isRepeated = column.element.repetition_type === 'REPEATED';
    return { name: column.element.name, read: isRepeated ? each(read) : read };
  });
  return (value) => {
    const row = value as Readonly<Record<string, unknown>>;
    return Object.fromEntries(fields.map(({ name, read }) => [name, read(row[name])]));
  };
}

function each(read: Read): Read {
  return (value) => (Array.isArray(value) ? value.map(read) : read(value));
}

function scalar(element: SchemaElement): Read {
  const { type, converted_type: converted, logical_type: logical, scale = 0 } = element;
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    return (value) => ionDecimal(unscaled(value), scale);
  }
  if (converted === 'DATE' || logical?.type === 'DATE') {
    return (value) => ionDate(Number(value));
  }
  if (logical?.type === 'TIMESTAMP') {
    const unit = NANOS[logical.unit] ?? 1n;
    const show = logical.isAdjustedToUTC ? ionInstant : ionLocalDateTime;
    return (value) => show(integer(value) * unit);
  }
  if (logical?.type === 'TIME') {
    const unit = NANOS[logical.unit] ?? 1n;
    return (value) => ionTime(integer(value) * unit);
  }
  const [kind, unit = ''] = (converted ?? '').split('_');
  const nanos = NANOS[unit];
  if (nanos !== undefined && kind === 'TIMESTAMP') {
    return (value) => ionInstant(integer(value) * nanos);
  }
  if (nanos !== undefined && kind === 'TIME') {
    return (value) => ionTime(integer(value) * nanos);
  }
  return type === 'FLOAT' || type === 'DOUBLE' ? (value) => toDouble(Number(value)) : plain;
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return ionBlob(value);
  }
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function integer(value: unknown): bigint {
  return BigInt(value as number | bigint);
}

function unscaled(value: unknown): bigint {
  return value instanceof Uint8Array ? signedInteger(value) : integer(value);
}

/** Without what would make the library convert a value. */
function raw(element: SchemaElement): SchemaElement {
  const { converted_type: converted = '', logical_type: logical, ...rest } = element;
  const isConverted = /^(?:DECIMAL|DATE|TIME.*)$/.test(converted || (logical?.type ?? ''));
  return isConverted ? rest : element;
}
