import { toDouble } from '../../../model/numbers.js';
import {
  type AvroDeclaration,
  type AvroSchema,
  isUnion,
  NamedTypes,
} from '../schema/avro-schema.js';
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

/** Rows for Ion from values as the library decodes them: dates, times and decimals get their types. */
export class AvroValues {
  private readonly names = new NamedTypes();

  of(schema: AvroSchema): Read {
    if (isUnion(schema)) {
      return this.union(schema);
    }
    const declaration = this.names.resolve(schema) ?? { type: 'null' };
    switch (declaration.type) {
      case 'record':
        return this.record(declaration);
      case 'array':
        return each(this.of(declaration.items ?? 'null'));
      case 'map':
        return everyEntry(this.of(declaration.values ?? 'null'));
      default:
        return scalar(declaration);
    }
  }

  /** Fields are worked out when the first value comes: a record may hold itself. */
  private record({ fields = [] }: AvroDeclaration): Read {
    let members: { name: string; read: Read }[] | undefined;
    return (value) => {
      members ??= fields.map(({ name, type }) => ({ name, read: this.of(type) }));
      const record = value as Readonly<Record<string, unknown>>;
      return Object.fromEntries(members.map(({ name, read }) => [name, read(record[name])]));
    };
  }

  /** The library gives `{"name of the type": value}`. */
  private union(types: readonly AvroSchema[]): Read {
    const branches = new Map(types.map((type) => [this.branchName(type), this.of(type)]));
    return (value) => {
      const [name, content] = Object.entries(value ?? {})[0] ?? [];
      const shortName = name?.slice(name.lastIndexOf('.') + 1);
      const read = branches.get(name ?? '') ?? branches.get(shortName ?? '');
      return read === undefined ? null : read(content);
    };
  }

  private branchName(type: AvroSchema): string {
    const declaration = this.names.resolve(type);
    const name = declaration?.name ?? String(declaration?.type);
    return name.slice(name.lastIndexOf('.') + 1);
  }
}

const NANOS: Readonly<Record<string, bigint>> = { millis: 1_000_000n, micros: 1_000n, nanos: 1n };

function scalar(declaration: AvroDeclaration): Read {
  const { type, logicalType = '', scale = 0 } = declaration;
  const unit = NANOS[logicalType.slice(logicalType.lastIndexOf('-') + 1)] ?? 1n;
  const nanos = (value: unknown): bigint => BigInt(value as number | bigint) * unit;
  if (logicalType === 'date') {
    return (value) => ionDate(value as number);
  }
  if (logicalType.startsWith('time-')) {
    return (value) => ionTime(nanos(value));
  }
  if (logicalType.startsWith('timestamp-')) {
    return (value) => ionInstant(nanos(value));
  }
  if (logicalType.startsWith('local-timestamp-')) {
    return (value) => ionLocalDateTime(nanos(value));
  }
  if (logicalType === 'decimal') {
    return (value) => ionDecimal(signedInteger(value as Buffer), scale);
  }
  return byType(type);
}

function byType(type: AvroSchema): Read {
  switch (type) {
    case 'bytes':
    case 'fixed':
      return (value) => ionBlob(value as Buffer);
    case 'float':
    case 'double':
      return (value) => toDouble(value as number);
    case 'long':
      return (value) => narrowed(value as bigint);
    default:
      return (value) => value;
  }
}

/** A number where it can hold the value. */
function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function each(read: Read): Read {
  return (value) => (value as readonly unknown[]).map(read);
}

function everyEntry(read: Read): Read {
  return (value) =>
    Object.fromEntries(
      Object.entries(value as Readonly<Record<string, unknown>>).map(([k, v]) => [k, read(v)]),
    );
}
