import type { FieldPacket } from 'mysql2';
import { IllegalArgumentError } from '../../../model/errors.js';
import { toDouble } from '../../../model/numbers.js';
import {
  bytes,
  decimal,
  integer,
  isoFraction,
  localDate,
  localDateTime,
  localTime,
  zonedDateTime,
} from '../sql/cells.js';
import type { TimeZone } from '../sql/time-zone.js';
import { offsetText } from '../sql/time-zone.js';

type Convert = (value: Buffer) => unknown;

/** Numbers of the protocol. */
const TYPE = {
  decimal: 0,
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  null: 6,
  timestamp: 7,
  longlong: 8,
  int24: 9,
  date: 10,
  time: 11,
  datetime: 12,
  year: 13,
  newDate: 14,
  varchar: 15,
  bit: 16,
  json: 245,
  newDecimal: 246,
  enum: 247,
  set: 248,
  tinyBlob: 249,
  mediumBlob: 250,
  longBlob: 251,
  blob: 252,
  varString: 253,
  string: 254,
  geometry: 255,
} as const;

const UNSIGNED = 32;
const BINARY_CHARSET = 63;

/** How the cells of a column come out (plugins.md §2.1); values come as the server wrote them. */
export function converterOf(field: FieldPacket, zone: TimeZone): Convert {
  const text = (convert: (value: string) => unknown): Convert => {
    return (value) => convert(value.toString('utf8'));
  };
  switch (field.columnType) {
    case TYPE.tiny:
      // `BOOLEAN` is a name for TINYINT(1).
      return text((value) => (field.columnLength === 1 ? value !== '0' : Number(value)));
    case TYPE.short:
    case TYPE.long:
    case TYPE.int24:
    case TYPE.year:
      return text(Number);
    case TYPE.longlong:
      return isUnsigned(field) ? text(String) : text((value) => integer(BigInt(value)));
    case TYPE.float:
    case TYPE.double:
      return text((value) => toDouble(Number(value)));
    case TYPE.decimal:
    case TYPE.newDecimal:
      return text(decimal);
    case TYPE.date:
    case TYPE.newDate:
      return text((value) => (isZero(value) ? value : localDate(value)));
    case TYPE.time:
      // A TIME is a length of time too, and then no time of a day.
      return text((value) => (/^\d\d:/.test(value) ? localTime(withFraction(value)) : value));
    case TYPE.datetime:
      return text((value) => (isZero(value) ? value : localDateTime(isoText(value))));
    case TYPE.timestamp:
      return text((value) => (isZero(value) ? value : ofWallClock(isoText(value), zone)));
    case TYPE.bit:
      return (value) => (field.columnLength === 1 ? value[0] === 1 : bytes(value));
    case TYPE.null:
    case TYPE.json:
    case TYPE.enum:
    case TYPE.set:
      return text(String);
    case TYPE.varchar:
    case TYPE.varString:
    case TYPE.string:
    case TYPE.tinyBlob:
    case TYPE.mediumBlob:
    case TYPE.longBlob:
    case TYPE.blob:
      return field.characterSet === BINARY_CHARSET ? bytes : text(String);
    case TYPE.geometry:
      return bytes;
    default:
      throw new IllegalArgumentError(
        `Data of type '${field.columnType}' for column '${field.name}' is not supported; cast it to char`,
      );
  }
}

function isUnsigned({ flags }: FieldPacket): boolean {
  return typeof flags === 'number' && (flags & UNSIGNED) !== 0;
}

/** MySQL's own idea of "no date". */
function isZero(value: string): boolean {
  return value.startsWith('0000-');
}

function isoText(value: string): string {
  return withFraction(value.replace(' ', 'T'));
}

function withFraction(time: string): string {
  return time.replace(/\.(\d+)/, (_, digits: string) => isoFraction(digits));
}

function ofWallClock(text: string, zone: TimeZone): unknown {
  return zonedDateTime(text + offsetText(zone.offsetOfLocal(Date.parse(`${text}Z`))));
}
