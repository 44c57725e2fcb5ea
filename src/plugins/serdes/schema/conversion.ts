import { IllegalArgumentError } from '../../../model/errors.js';
import { isNumeric } from '../../../model/numbers.js';
import { IonValue } from '../../../platform/ion/index.js';
import { isRowMap } from '../row-map.js';
import {
  type AvroDeclaration,
  type AvroField,
  type AvroRecord,
  type AvroSchema,
  fullName,
  isUnion,
  NamedTypes,
} from './avro-schema.js';
import { type ScalarFormats, Scalars } from './scalars.js';

/** What differs between the file formats that take values by an Avro schema. */
export interface SchemaTarget {
  /** A value of a union with more than one type beside null; `branch` is the Avro name of its type. */
  readonly union: (branch: string, value: unknown) => unknown;
  /** A decimal as its digits without the point. */
  readonly decimal: (unscaled: bigint, schema: AvroDeclaration) => unknown;
}

export type Convert = (value: unknown) => unknown;

interface Member extends AvroField {
  readonly convert: Convert;
}

/** The type of a value does not fit; the message has no place yet. */
class Mismatch extends Error {}

/**
 * Functions that turn rows, texts included, into values of an Avro schema: int and float are numbers, long a bigint,
 * bytes and fixed a Buffer, dates and times what Avro counts them in.
 */
export class Conversion {
  private readonly names = new NamedTypes();
  private readonly scalars: Scalars;

  constructor(
    private readonly target: SchemaTarget,
    formats: ScalarFormats,
    /** Whether keys that the schema does not name are an error. */
    private readonly isStrict: boolean,
  ) {
    this.scalars = new Scalars(formats);
  }

  /** For rows; the function throws IllegalArgumentError that names the field. */
  ofRows(schema: AvroRecord): Convert {
    const convert = this.of(schema);
    return (value) => {
      try {
        return convert(value);
      } catch (error) {
        throw error instanceof Mismatch ? new IllegalArgumentError(error.message) : error;
      }
    };
  }

  private of(schema: AvroSchema): Convert {
    if (isUnion(schema)) {
      return this.union(schema);
    }
    const declaration = this.names.resolve(schema) ?? { type: 'null' };
    switch (declaration.type) {
      case 'record':
        return this.record(declaration);
      case 'array':
        return this.list(this.of(declaration.items ?? 'null'));
      case 'map':
        return this.map(this.of(declaration.values ?? 'null'));
      default:
        return this.scalar(declaration);
    }
  }

  private record({ fields = [], name }: AvroDeclaration): Convert {
    const known = new Set(fields.flatMap(({ name: key, aliases = [] }) => [key, ...aliases]));
    let members: Member[] | undefined;
    return (value) => {
      // Worked out when the first value comes: a record may hold itself.
      members ??= fields.map((field) => ({ ...field, convert: this.of(field.type) }));
      const row = Array.isArray(value) ? byPosition(fields, value) : value;
      if (!isRowMap(row)) {
        throw new Mismatch(`${name ?? 'a record'} wants a map`);
      }
      const unknown = this.isStrict && Object.keys(row).find((key) => !known.has(key));
      if (typeof unknown === 'string') {
        throw new Mismatch(`${unknown}: the schema has no such field (strictSchema)`);
      }
      return Object.fromEntries(
        members.map(({ name: key, aliases = [], default: fallback, convert }) => {
          const found = [key, ...aliases].find((candidate) => candidate in row) ?? key;
          return [key, at(key, () => convert(row[found] ?? fallback ?? null))];
        }),
      );
    };
  }

  private list(item: Convert): Convert {
    return (value) => {
      const list = fromJson(value);
      if (!Array.isArray(list)) {
        throw new Mismatch(`wants a list, not ${shown(value)}`);
      }
      return list.map((entry, index) => at(`[${index}]`, () => item(entry)));
    };
  }

  private map(entry: Convert): Convert {
    return (value) => {
      const map = fromJson(value);
      if (!isRowMap(map)) {
        throw new Mismatch(`wants a map, not ${shown(value)}`);
      }
      return Object.fromEntries(
        Object.entries(map).map(([key, field]) => [key, at(key, () => entry(field))]),
      );
    };
  }

  private union(types: readonly AvroSchema[]): Convert {
    const isNullable = types.includes('null');
    const branches = types
      .filter((type) => type !== 'null')
      .map((type) => ({ convert: this.of(type), name: this.branchName(type) }));
    return (value) => {
      if (isNullable && this.scalars.isNull(value)) {
        return null;
      }
      let failure: Mismatch | undefined;
      for (const { convert, name } of branches) {
        try {
          return this.target.union(name, convert(value));
        } catch (error) {
          failure ??= error as Mismatch;
        }
      }
      throw failure ?? new Mismatch(`wants null, not ${shown(value)}`);
    };
  }

  private branchName(type: AvroSchema): string {
    const declaration = this.names.resolve(type);
    return declaration === undefined ? '' : fullName(declaration);
  }

  private scalar(declaration: AvroDeclaration): Convert {
    const { logicalType, type } = declaration;
    const name = logicalType ?? String(type);
    return (value) => {
      const converted =
        logicalType === 'decimal'
          ? this.decimal(value, declaration)
          : this.scalars.convert(value, declaration);
      if (converted === undefined) {
        throw new Mismatch(`wants ${name}, not ${shown(value)}`);
      }
      return converted;
    };
  }

  private decimal(value: unknown, declaration: AvroDeclaration): unknown {
    const unscaled = this.scalars.unscaled(value, declaration.scale ?? 0);
    return unscaled === undefined ? undefined : this.target.decimal(unscaled, declaration);
  }
}

function byPosition(
  fields: readonly AvroField[],
  values: readonly unknown[],
): Record<string, unknown> {
  return Object.fromEntries(fields.map(({ name }, index) => [name, values[index]]));
}

/** Lists and maps may come as JSON texts, from CSV say. */
function fromJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function at<T>(place: string, convert: () => T): T {
  try {
    return convert();
  } catch (error) {
    if (!(error instanceof Mismatch)) {
      throw error;
    }
    const { message } = error;
    const separator = message.startsWith('wants') ? ' ' : message.startsWith('[') ? '' : '.';
    throw new Mismatch(`${place}${separator}${message}`);
  }
}

function shown(value: unknown): string {
  const plain: unknown = value instanceof IonValue ? value.plain : value;
  const text = isNumeric(plain) ? String(plain) : (JSON.stringify(plain) ?? 'nothing');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
