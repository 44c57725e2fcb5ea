import type { ParquetParsers, SchemaElement } from 'hyparquet';
import { toDouble } from '../../../model/numbers.js';
import { isRowMap } from '../row-map.js';
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
    this.read = new SchemaReader(schema).next();
  }

  row(row: unknown): unknown {
    return this.read(row);
  }
}

/** Goes over the elements, which stand depth first. */
class SchemaReader {
  private index = 0;

  constructor(private readonly schema: readonly SchemaElement[]) {}

  next(): Read {
    const element = this.schema[this.index++];
    const children = Array.from({ length: element?.num_children ?? 0 }, () => ({
      name: this.schema[this.index]?.name ?? '',
      isRepeated: this.schema[this.index]?.repetition_type === 'REPEATED',
      read: this.next(),
    }));
    const read = children.length === 0 ? scalar(element) : group(element, children);
    return (value) => (value === null || value === undefined ? null : read(value));
  }
}

interface Child {
  readonly name: string;
  readonly isRepeated: boolean;
  readonly read: Read;
}

/** The library gives lists as arrays, maps as objects, and other groups as objects by name. */
function group(element: SchemaElement | undefined, children: readonly Child[]): Read {
  const [inner] = children;
  const kind = element?.converted_type ?? element?.logical_type?.type;
  if (inner !== undefined && (kind === 'LIST' || kind === 'MAP' || kind === 'MAP_KEY_VALUE')) {
    return (value) => withoutWrapper(inner, value);
  }
  return (value) =>
    Object.fromEntries(
      children.map(({ name, isRepeated, read }) => {
        const field = (value as Readonly<Record<string, unknown>>)[name];
        return [name, isRepeated && Array.isArray(field) ? field.map(read) : read(field)];
      }),
    );
}

/** `{list: [{element}]}` and `{key_value: [{key, value}]}` are how Parquet stores them, not what they mean. */
function withoutWrapper({ read }: Child, value: unknown): unknown {
  const inner = (item: unknown, names: readonly string[]): unknown => {
    const wrapped = read(Object.fromEntries(names.map((name) => [name, item])));
    return isRowMap(wrapped)
      ? (Object.values(wrapped).find((field) => field !== null) ?? null)
      : wrapped;
  };
  if (Array.isArray(value)) {
    return value.map((item: unknown) =>
      inner(item, ['element', 'item', 'array', 'bag', 'array_element']),
    );
  }
  return Object.fromEntries(
    Object.entries(value as object).map(([key, item]) => [key, inner(item, ['value'])]),
  );
}

function scalar(element: SchemaElement | undefined): Read {
  const { type, converted_type: converted, logical_type: logical, scale = 0 } = element ?? {};
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
