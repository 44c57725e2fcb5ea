import { parse as parseArray } from 'postgres-array';
import { IllegalArgumentError } from '../../../model/errors.js';
import { parseJson } from '../../../model/json.js';
import { toDouble } from '../../../model/numbers.js';
import {
  bytes,
  decimal,
  integer,
  isoFraction,
  localDate,
  localDateTime,
  localTime,
  offsetTime,
  zonedDateTime,
} from '../sql/cells.js';

type Convert = (text: string) => unknown;

/** A type that this database has and PostgreSQL itself has not: an enum, an extension's, or an array of these. */
export interface FurtherType {
  readonly oid: number;
  readonly name: string;
  /** `pg_type.typcategory`. */
  readonly category: string;
  /** Type of the items, for an array. */
  readonly item: number;
}

/** Finds them; small types only, since every table brings a composite one. */
export const FURTHER_TYPES_SQL = `select t.oid::int8 as oid, t.typname as name, t.typcategory as category, t.typelem::int8 as item
  from pg_type t left join pg_type i on i.oid = t.typelem
  where t.oid >= 16384 and t.typtype in ('b', 'e') and coalesce(i.typtype, 'b') in ('b', 'e')`;

const text: Convert = (value) => value;
const int: Convert = (value) => integer(BigInt(value));
const float: Convert = (value) => toDouble(Number(value));

/** By OID; the texts are those of `datestyle` ISO and `intervalstyle` iso_8601. */
const CONVERTERS: ReadonlyMap<number, Convert> = new Map([
  [16, (value: string): unknown => value === 't'],
  [17, (value: string): unknown => bytes(Buffer.from(value.slice(2), 'hex'))],
  ...[18, 19, 25, 1042, 1043, 2950, 1560, 1562, 790, 142, 705].map((oid) => [oid, text] as const),
  ...[20, 21, 23, 26, 28].map((oid) => [oid, int] as const),
  ...[700, 701].map((oid) => [oid, float] as const),
  [1700, decimal],
  ...[114, 3802].map((oid) => [oid, parseJson] as const),
  [1082, localDate],
  [1083, (value: string): unknown => localTime(withFraction(value))],
  [1266, (value: string): unknown => offsetTime(withOffset(withFraction(value)))],
  [1114, (value: string): unknown => localDateTime(withFraction(value.replace(' ', 'T')))],
  [
    1184,
    (value: string): unknown => zonedDateTime(withOffset(withFraction(value.replace(' ', 'T')))),
  ],
  [1186, text],
  // regclass, regtype and their like print as names; void is what procedures give.
  ...[2278, 24, 2202, 2203, 2204, 2205, 2206].map((oid) => [oid, text] as const),
]);

/** PostgreSQL's own arrays: OID of the array to that of its items. */
const ARRAYS: ReadonlyMap<number, number> = new Map([
  [1000, 16],
  [1001, 17],
  [1002, 18],
  [1003, 19],
  [1005, 21],
  [1007, 23],
  [1009, 25],
  [1014, 1042],
  [1015, 1043],
  [1016, 20],
  [1021, 700],
  [1022, 701],
  [1028, 26],
  [1115, 1114],
  [1182, 1082],
  [1183, 1083],
  [1185, 1184],
  [1187, 1186],
  [1231, 1700],
  [1270, 1266],
  [199, 114],
  [2951, 2950],
  [3807, 3802],
]);

/** What PostgreSQL itself has and no cell can hold. */
const UNSUPPORTED: Readonly<Record<number, string>> = {
  600: 'point',
  601: 'lseg',
  602: 'path',
  603: 'box',
  604: 'polygon',
  628: 'line',
  650: 'cidr',
  718: 'circle',
  829: 'macaddr',
  869: 'inet',
  2249: 'record',
  3614: 'tsvector',
  3904: 'int4range',
  3906: 'numrange',
  3908: 'tsrange',
  3910: 'tstzrange',
  3912: 'daterange',
  3926: 'int8range',
};

/** How the cells of a column come out (plugins.md §2.1). Throws for a type that has no cell. */
export function converterOf(
  oid: number,
  column: string,
  further: ReadonlyMap<number, FurtherType>,
): Convert {
  const known = CONVERTERS.get(oid);
  if (known !== undefined) {
    return known;
  }
  const type = further.get(oid);
  const item = ARRAYS.get(oid) ?? (type?.category === 'A' ? type.item : undefined);
  if (item !== undefined) {
    const convert = converterOf(item, column, further);
    return (value) => parseArray(value, convert);
  }
  if (type?.name === 'hstore') {
    return hstore;
  }
  if (type?.category === 'E' || type?.category === 'S') {
    return text;
  }
  const name = type?.name ?? UNSUPPORTED[oid] ?? `oid ${oid}`;
  throw new IllegalArgumentError(
    `Data of type '${name}' for column '${column}' is not supported; cast it: ${column}::text`,
  );
}

const PAIR = /"((?:[^"\\]|\\.)*)"=>(?:NULL|"((?:[^"\\]|\\.)*)")/g;

function hstore(value: string): Record<string, string | null> {
  const plain = (quoted: string): string => quoted.replace(/\\(.)/g, '$1');
  return Object.fromEntries(
    [...value.matchAll(PAIR)].map(([, key = '', item]) => [
      plain(key),
      item === undefined ? null : plain(item),
    ]),
  );
}

function withFraction(time: string): string {
  return time.replace(/\.(\d+)/, (_, digits: string) => isoFraction(digits));
}

/** `+00` → `Z`, `+02` → `+02:00`. */
function withOffset(time: string): string {
  return time.replace(/([+-]\d\d)(:\d\d)?$/, (_, hours: string, minutes = ':00') =>
    `${hours}${String(minutes)}`.replace(/^[+-]00:00$/, 'Z'),
  );
}
