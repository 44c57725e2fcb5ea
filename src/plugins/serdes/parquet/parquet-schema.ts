import type { SchemaElement } from 'hyparquet';
import { IllegalArgumentError } from '../../../model/errors.js';
import {
  type AvroDeclaration,
  type AvroRecord,
  type AvroSchema,
  isUnion,
  NamedTypes,
} from '../schema/avro-schema.js';
import type { SchemaTarget } from '../schema/conversion.js';

/** Unions in Parquet are columns that may be null; the library scales decimals by itself. */
export const PARQUET_TARGET: SchemaTarget = {
  union: (_branch, value) => value,
  decimal: (unscaled) => unscaled,
};

type Leaf = Omit<SchemaElement, 'name' | 'repetition_type'>;

const TEXT: Leaf = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };
const TYPES: Readonly<Record<string, Leaf>> = {
  boolean: { type: 'BOOLEAN' },
  int: { type: 'INT32' },
  long: { type: 'INT64' },
  float: { type: 'FLOAT' },
  double: { type: 'DOUBLE' },
  bytes: { type: 'BYTE_ARRAY' },
  string: TEXT,
  enum: TEXT,
  uuid: TEXT,
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  'time-millis': { type: 'INT32', converted_type: 'TIME_MILLIS' },
  'time-micros': { type: 'INT64', converted_type: 'TIME_MICROS' },
  'timestamp-millis': { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  'timestamp-micros': { type: 'INT64', converted_type: 'TIMESTAMP_MICROS' },
  'timestamp-nanos': instants('NANOS', true),
  'local-timestamp-millis': instants('MILLIS', false),
  'local-timestamp-micros': instants('MICROS', false),
  'local-timestamp-nanos': instants('NANOS', false),
};
const LONGEST_INT64_DECIMAL = 18;
const DECIMAL_BYTES = 16;

function instants(unit: 'MILLIS' | 'MICROS' | 'NANOS', isAdjustedToUTC: boolean): Leaf {
  return { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit } };
}

/** The columns of an Avro record, depth first as Parquet lists them. */
export function parquetSchema(record: AvroRecord): SchemaElement[] {
  const names = new NamedTypes();
  names.resolve(record);
  const { fields } = record;
  return [
    { name: 'root', num_children: fields.length },
    ...fields.flatMap(({ name, type }) => elements(name, type, names, [])),
  ];
}

function elements(
  name: string,
  schema: AvroSchema,
  names: NamedTypes,
  path: readonly AvroDeclaration[],
): SchemaElement[] {
  const isOptional = isUnion(schema) && schema.includes('null');
  const types = isUnion(schema) ? schema.filter((type) => type !== 'null') : [schema];
  const [type] = types;
  const declaration = type === undefined ? undefined : names.resolve(type);
  if (declaration === undefined || types.length > 1) {
    throw new IllegalArgumentError(
      `schema: Parquet has no union of several types, which \`${name}\` is`,
    );
  }
  if (path.includes(declaration)) {
    throw new IllegalArgumentError(`schema: Parquet has no type that holds itself, as \`${name}\``);
  }
  const repetition = { repetition_type: isOptional ? 'OPTIONAL' : 'REQUIRED' } as const;
  const below = (child: string, of: AvroSchema): SchemaElement[] =>
    elements(child, of, names, [...path, declaration]);
  switch (declaration.type) {
    case 'record': {
      const fields = declaration.fields ?? [];
      return [
        { name, ...repetition, num_children: fields.length },
        ...fields.flatMap((field) => below(field.name, field.type)),
      ];
    }
    case 'array':
      return [
        { name, ...repetition, converted_type: 'LIST', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        ...below('element', declaration.items ?? 'null'),
      ];
    case 'map':
      return [
        { name, ...repetition, converted_type: 'MAP', num_children: 1 },
        { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
        { name: 'key', repetition_type: 'REQUIRED', ...TEXT },
        ...below('value', declaration.values ?? 'null'),
      ];
    default:
      return [{ name, ...repetition, ...leaf(name, declaration) }];
  }
}

function leaf(name: string, declaration: AvroDeclaration): Leaf {
  const { logicalType = '', type, size, precision = 38, scale = 0 } = declaration;
  if (logicalType === 'decimal') {
    const decimal = { converted_type: 'DECIMAL', precision, scale } as const;
    return precision <= LONGEST_INT64_DECIMAL
      ? { type: 'INT64', ...decimal }
      : { type: 'FIXED_LEN_BYTE_ARRAY', type_length: DECIMAL_BYTES, ...decimal };
  }
  if (type === 'fixed' && size !== undefined) {
    return { type: 'FIXED_LEN_BYTE_ARRAY', type_length: size };
  }
  const found = TYPES[logicalType] ?? TYPES[String(type)];
  if (found === undefined) {
    throw new IllegalArgumentError(`schema: Parquet has no type for \`${name}\``);
  }
  return found;
}
