import type * as DuckDb from '@duckdb/node-api';
import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { IllegalArgumentError } from '../../../model/errors.js';
import { toDouble } from '../../../model/numbers.js';
import {
  bytes,
  decimal,
  integer,
  isoFraction,
  localDate,
  localTime,
  offsetTime,
  zonedDateTime,
} from '../sql/cells.js';
import type { TimeZone } from '../sql/time-zone.js';
import { offsetText } from '../sql/time-zone.js';

export type DuckDbModule = typeof DuckDb;
type Convert = (value: DuckDBValue) => unknown;

/**
 * How the cells of a column come out (plugins.md §2.1). Decided once per column; `module` is the library, which is
 * loaded when first needed. Throws for a type that has no cell.
 */
export function cellConverter(
  module: DuckDbModule,
  type: DuckDBType,
  column: string,
  zone: TimeZone,
): Convert {
  const { DuckDBTypeId: Id } = module;
  const nested = (inner: DuckDBType): Convert => {
    const convert = cellConverter(module, inner, column, zone);
    return (value) => (value === null ? null : convert(value));
  };
  switch (type.typeId) {
    case Id.BOOLEAN:
    case Id.TINYINT:
    case Id.SMALLINT:
    case Id.INTEGER:
    case Id.UTINYINT:
    case Id.USMALLINT:
    case Id.UINTEGER:
    case Id.VARCHAR:
    case Id.ENUM:
    case Id.SQLNULL:
      return (value) => value;
    case Id.BIGINT:
      return (value) => integer(value as bigint);
    case Id.FLOAT:
      return (value) => toDouble(shortest(value as number));
    case Id.DOUBLE:
      return (value) => toDouble(value as number);
    case Id.DECIMAL:
      return (value) => decimal(String(value));
    // Big integers, and what has no counterpart outside of the database, are texts.
    case Id.UBIGINT:
    case Id.HUGEINT:
    case Id.UHUGEINT:
    case Id.BIGNUM:
    case Id.UUID:
    case Id.INTERVAL:
    case Id.BIT:
      return String;
    case Id.BLOB:
      return (value) => bytes((value as InstanceType<DuckDbModule['DuckDBBlobValue']>).bytes);
    case Id.DATE:
      return (value) => localDate(String(value));
    case Id.TIME:
    case Id.TIME_NS:
      return (value) => localTime(trimmed(String(value)));
    case Id.TIME_TZ:
      return (value) => offsetTime(String(value));
    case Id.TIMESTAMP:
      return (value) => ofWallClock((value as { micros: bigint }).micros, zone);
    case Id.TIMESTAMP_S:
      return (value) => ofWallClock((value as { seconds: bigint }).seconds * 1_000_000n, zone);
    case Id.TIMESTAMP_MS:
      return (value) => ofWallClock((value as { millis: bigint }).millis * 1000n, zone);
    case Id.TIMESTAMP_NS:
      return (value) => ofWallClock((value as { nanos: bigint }).nanos / 1000n, zone);
    case Id.TIMESTAMP_TZ:
      return (value) => ofInstant((value as { micros: bigint }).micros, zone);
    case Id.LIST:
    case Id.ARRAY: {
      const item = nested((type as { valueType: DuckDBType } & DuckDBType).valueType);
      return (value) => (value as { items: readonly DuckDBValue[] }).items.map(item);
    }
    case Id.STRUCT: {
      const { entryNames, entryTypes } = type as InstanceType<DuckDbModule['DuckDBStructType']>;
      const fields = entryNames.map((name, i) => [name, nested(entryTypes[i] ?? type)] as const);
      return (value) => {
        const { entries } = value as { entries: Readonly<Record<string, DuckDBValue>> };
        return Object.fromEntries(
          fields.map(([name, convert]) => [name, convert(entries[name] ?? null)]),
        );
      };
    }
    case Id.MAP: {
      const map = type as InstanceType<DuckDbModule['DuckDBMapType']>;
      const item = nested(map.valueType);
      return (value) => {
        const { entries } = value as {
          entries: readonly { key: DuckDBValue; value: DuckDBValue }[];
        };
        return Object.fromEntries(entries.map((entry) => [String(entry.key), item(entry.value)]));
      };
    }
    case Id.UNION: {
      const union = type as InstanceType<DuckDbModule['DuckDBUnionType']>;
      const members = new Map(
        union.memberTags.map((tag, i) => [tag, nested(union.memberTypes[i] ?? type)]),
      );
      return (value) => {
        const { tag, value: member } = value as { tag: string; value: DuckDBValue };
        return members.get(tag)?.(member) ?? null;
      };
    }
    default:
      throw new IllegalArgumentError(
        `Data of type '${String(type)}' for column '${column}' is not supported; cast it: ${column}::varchar`,
      );
  }
}

/** The shortest number that is the same in single precision: 1.1 rather than 1.100000023841858. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) {
      return candidate;
    }
  }
  return value;
}

function ofWallClock(micros: bigint, zone: TimeZone): unknown {
  return zoned(micros, (ms) => zone.offsetOfLocal(ms));
}

function ofInstant(micros: bigint, zone: TimeZone): unknown {
  const offset = isDate(micros) ? zone.offsetAt(millisOf(micros)) : 0;
  return zoned(micros + BigInt(offset) * 60_000_000n, () => offset);
}

/** `micros`: the wall clock as if it stood at Greenwich. */
function zoned(micros: bigint, offsetOf: (localMs: number) => number): unknown {
  if (!isDate(micros)) {
    return micros > 0n ? 'infinity' : '-infinity';
  }
  const ms = millisOf(micros);
  const fraction = micros - (micros / 1_000_000n) * 1_000_000n;
  const positive = fraction < 0n ? fraction + 1_000_000n : fraction;
  const date = new Date(ms).toISOString();
  const seconds = date.slice(0, date.indexOf('.'));
  const digits = positive === 0n ? '' : isoFraction(String(positive).padStart(6, '0'));
  return zonedDateTime(seconds + digits + offsetText(offsetOf(ms)));
}

const LAST_DATE_MICROS = 8_640_000_000_000_000_000n;

function isDate(micros: bigint): boolean {
  return micros <= LAST_DATE_MICROS && micros >= -LAST_DATE_MICROS;
}

function millisOf(micros: bigint): number {
  return Math.floor(Number(micros) / 1000);
}

/** Fractions in groups of three digits, as everywhere. */
function trimmed(time: string): string {
  const [seconds = time, fraction] = time.split('.');
  return fraction === undefined ? seconds : seconds + isoFraction(fraction);
}
