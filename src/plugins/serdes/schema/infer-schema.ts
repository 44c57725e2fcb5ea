import { isNumeric, Double } from '../../../model/numbers.js';
import { IonValue } from '../../../platform/ion/index.js';
import { isRowMap, type RowMap } from '../row-map.js';
import { decimalText } from '../cell-text.js';
import { temporalOf } from '../temporal.js';
import type { AvroField, AvroRecord, AvroSchema } from './avro-schema.js';

/**
 * The Avro schema that fits all given rows; every field may be null. `inferAllFields` takes in the fields of all rows,
 * otherwise those of the first row count.
 */
export function inferSchema(rows: readonly unknown[], inferAllFields: boolean): AvroRecord {
  const maps = rows.map(asMap);
  const names = new Set((inferAllFields ? maps : maps.slice(0, 1)).flatMap(Object.keys));
  return recordOf('Row', maps, [...names]);
}

/** Lists have no names for their fields. */
function asMap(row: unknown): RowMap {
  if (isRowMap(row)) {
    return row;
  }
  const cells = Array.isArray(row) ? (row as unknown[]) : [row];
  return Object.fromEntries(cells.map((cell, index) => [`field_${index}`, cell]));
}

function recordOf(name: string, rows: readonly RowMap[], fields: readonly string[]): AvroRecord {
  return { type: 'record', name, fields: fields.map((field) => fieldOf(name, field, rows)) };
}

function fieldOf(parent: string, key: string, rows: readonly RowMap[]): AvroField {
  const name = avroName(key);
  const values = rows.map((row) => row[key]);
  const type = typeOf(`${parent}_${name}`, values);
  const nullable: AvroSchema = type === 'null' ? ['null', 'string'] : ['null', type];
  return { name, type: nullable, default: null, ...(name === key ? {} : { aliases: [key] }) };
}

/** Names of Avro are letters, digits and `_`. */
function avroName(key: string): string {
  const name = key.replace(/\W/g, '_');
  return /^[A-Za-z_]/.test(name) ? name : `_${name}`;
}

/** The narrowest type of all values that are there. */
function typeOf(name: string, values: readonly unknown[]): AvroSchema {
  const present = values.filter((value) => plainOf(value) !== null && value !== undefined);
  if (present.length === 0) {
    return 'null';
  }
  if (present.every((value) => Array.isArray(value))) {
    const item = typeOf(`${name}_item`, present.flat(1));
    return { type: 'array', items: item === 'null' ? ['null', 'string'] : ['null', item] };
  }
  if (present.every(isRowMap)) {
    return recordOf(name, present, [...new Set(present.flatMap(Object.keys))]);
  }
  return scalarType(present);
}

const WIDER: readonly (readonly string[])[] = [
  ['int', 'long'],
  ['int', 'double'],
  ['long', 'double'],
  ['decimal', 'double'],
];

function scalarType(values: readonly unknown[]): AvroSchema {
  const kinds = new Set(values.map(kindOf));
  for (const [narrow, wide] of WIDER) {
    if (narrow !== undefined && wide !== undefined && kinds.has(narrow) && kinds.has(wide)) {
      kinds.delete(narrow);
    }
  }
  const [kind = 'string'] = kinds;
  if (kinds.size > 1) {
    return [...kinds].every((one) => ['int', 'long', 'decimal'].includes(one))
      ? 'double'
      : 'string';
  }
  return kind === 'decimal' ? decimalType(values) : (LOGICAL[kind] ?? kind);
}

const LOGICAL: Readonly<Record<string, AvroSchema>> = {
  date: { type: 'int', logicalType: 'date' },
  time: { type: 'long', logicalType: 'time-micros' },
  instant: { type: 'long', logicalType: 'timestamp-micros' },
  localDateTime: { type: 'long', logicalType: 'local-timestamp-micros' },
};

function kindOf(value: unknown): string {
  if (value instanceof IonValue) {
    return kindOfIon(value);
  }
  if (typeof value === 'bigint') {
    return 'long';
  }
  if (typeof value === 'number' && Number.isInteger(value)) {
    return Math.abs(value) < 2 ** 31 ? 'int' : 'long';
  }
  if (typeof value === 'number' || value instanceof Double) {
    return 'double';
  }
  return typeof value === 'boolean' ? 'boolean' : 'string';
}

function kindOfIon(value: IonValue): string {
  const temporal = temporalOf(value);
  if (temporal === undefined) {
    if (isNumeric(value.plain)) {
      return 'decimal';
    }
    return value.text.trimStart().startsWith('{{') ? 'bytes' : kindOf(value.plain);
  }
  if (temporal.kind === 'dateTime') {
    return temporal.zone === undefined ? 'localDateTime' : 'instant';
  }
  return temporal.kind;
}

function decimalType(values: readonly unknown[]): AvroSchema {
  let [whole, scale] = [1, 0];
  for (const value of values) {
    const text = value instanceof IonValue ? decimalText(value) : '';
    const [digits = '', fraction = ''] = text.replace('-', '').split('.');
    if (!/^\d+$/.test(digits)) {
      return 'double';
    }
    whole = Math.max(whole, digits.length);
    scale = Math.max(scale, fraction.length);
  }
  // Later rows may be larger than those that were looked at.
  return { type: 'bytes', logicalType: 'decimal', precision: Math.max(38, whole + scale), scale };
}

function plainOf(value: unknown): unknown {
  return value instanceof IonValue ? value.plain : value;
}
