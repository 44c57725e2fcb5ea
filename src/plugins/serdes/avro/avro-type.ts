import type { Type } from 'avsc';
import type { AvroSchema } from '../schema/avro-schema.js';
import type { SchemaTarget } from '../schema/conversion.js';

/** Avro writes decimals as two's complement bytes, the highest first. */
export const AVRO_TARGET: SchemaTarget = {
  union: (branch, value) => ({ [branch]: value }),
  decimal: (unscaled, { type, size }) =>
    twosComplement(unscaled, type === 'fixed' ? size : undefined),
};

/** The library's type of a schema; unions always name the branch, longs are bigint. */
export async function avroTypeOf(): Promise<(schema: AvroSchema) => Type> {
  const { default: avro } = await import('avsc');
  const long = avro.types.LongType.__with({
    fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
    toBuffer: (value: bigint) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(value);
      return bytes;
    },
    fromJSON: BigInt,
    toJSON: Number,
    isValid: (value: unknown) => typeof value === 'bigint',
    compare: (left: bigint, right: bigint) => (left === right ? 0 : left < right ? -1 : 1),
  }) as unknown as Type;
  return (schema) =>
    avro.Type.forSchema(schema as Parameters<typeof avro.Type.forSchema>[0], {
      wrapUnions: 'always',
      typeHook: (part) => (isLong(part) ? long : undefined),
      omitRecordMethods: true,
    });
}

function isLong(schema: unknown): boolean {
  return schema === 'long' || (schema as { type?: unknown }).type === 'long';
}

/** As few bytes as possible, or exactly `size`. */
function twosComplement(value: bigint, size?: number): Buffer {
  let length = size ?? 1;
  while (size === undefined && BigInt.asIntN(length * 8, value) !== value) {
    length++;
  }
  const hexadecimal = BigInt.asUintN(length * 8, value).toString(16);
  return Buffer.from(hexadecimal.padStart(length * 2, '0'), 'hex');
}
