import 'reflect-metadata';

/** How a value of a file or of the environment becomes a field. */
export type PropertyKind = 'text' | 'integer' | 'boolean' | 'list' | 'map' | 'bytes' | 'duration';

export interface Property {
  readonly field: string;
  /** Kestra's key where there is one, e.g. `kestra.encryption.secret-key`. */
  readonly key: string;
  readonly kind: PropertyKind;
  /** Never printed. */
  readonly secret: boolean;
}

const PROPERTIES = Symbol('properties');

/** Declares that a field of a configuration class comes from `key`. Its initial value is the default. */
export function FromKey(
  key: string,
  kind: PropertyKind = 'text',
  options: { secret?: boolean } = {},
): PropertyDecorator {
  return (prototype, field) => {
    const property = { field: String(field), key, kind, secret: options.secret ?? false };
    Reflect.defineMetadata(PROPERTIES, [...propertiesOf(prototype), property], prototype);
  };
}

/** The declared fields of a configuration object or prototype, in the order of the source. */
export function propertiesOf(instance: object): readonly Property[] {
  return (Reflect.getMetadata(PROPERTIES, instance) as Property[] | undefined) ?? [];
}
