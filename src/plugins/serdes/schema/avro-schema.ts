import { IllegalArgumentError } from '../../../model/errors.js';

/** An Avro schema in its JSON form: the name of a type, a union, or a declaration. */
export type AvroSchema = string | readonly AvroSchema[] | AvroDeclaration;

export interface AvroDeclaration {
  readonly type: AvroSchema;
  readonly name?: string;
  readonly namespace?: string;
  readonly logicalType?: string;
  readonly fields?: readonly AvroField[];
  readonly items?: AvroSchema;
  readonly values?: AvroSchema;
  readonly symbols?: readonly string[];
  readonly size?: number;
  readonly precision?: number;
  readonly scale?: number;
}

export interface AvroField {
  readonly name: string;
  readonly type: AvroSchema;
  readonly default?: unknown;
  readonly aliases?: readonly string[];
}

export interface AvroRecord extends AvroDeclaration {
  readonly type: 'record';
  readonly fields: readonly AvroField[];
}

/** The schema of rows from a `schema` property. @throws IllegalArgumentError when it is not the JSON of a record. */
export function recordSchema(text: string): AvroRecord {
  const schema = parsed(text);
  if (!isRecord(schema)) {
    throw new IllegalArgumentError('schema: must be an Avro record with fields');
  }
  return schema;
}

export function isRecord(schema: unknown): schema is AvroRecord {
  const { type, fields } = (schema ?? {}) as { type?: unknown; fields?: unknown };
  return type === 'record' && Array.isArray(fields);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new IllegalArgumentError(`schema: is not JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Declared names of a schema, so that a name can stand for its declaration. */
export class NamedTypes {
  private readonly types = new Map<string, AvroDeclaration>();

  /** The declaration behind a schema that is a name or is one itself; undefined for unions. */
  resolve(schema: AvroSchema): AvroDeclaration | undefined {
    if (typeof schema === 'string') {
      return this.types.get(schema) ?? { type: schema };
    }
    if (isUnion(schema)) {
      return undefined;
    }
    if (typeof schema.type === 'object') {
      return this.resolve(schema.type);
    }
    if (schema.name !== undefined) {
      this.types.set(schema.name, schema);
      this.types.set(fullName(schema), schema);
    }
    return schema;
  }
}

export function isUnion(schema: AvroSchema): schema is readonly AvroSchema[] {
  return Array.isArray(schema);
}

/** `namespace.name` of a named type, the name of any other. */
export function fullName({ type, name, namespace }: AvroDeclaration): string {
  if (name === undefined) {
    return String(type);
  }
  return namespace === undefined || name.includes('.') ? name : `${namespace}.${name}`;
}
