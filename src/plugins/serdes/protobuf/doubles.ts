import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { toDouble } from '../../../model/numbers.js';

/** `ScalarType.DOUBLE` and `ScalarType.FLOAT`, by number so that the library is loaded by whoever reads messages. */
const DOUBLES: readonly (number | undefined)[] = [1, 2];

/** ProtoJSON values with the fields that are doubles as doubles: JSON writes `1.0` as `1`. */
export function withDoubles(type: DescMessage, json: unknown): unknown {
  if (!isMap(json) || type.typeName.startsWith('google.protobuf.')) {
    return json;
  }
  const fields = new Map(type.fields.map((field) => [field.jsonName, field]));
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const field = fields.get(name);
      return [name, field === undefined ? value : fieldValue(field, value)];
    }),
  );
}

function fieldValue(field: DescField, value: unknown): unknown {
  const one = (item: unknown): unknown => {
    if (field.message !== undefined) {
      return withDoubles(field.message, item);
    }
    return typeof item === 'number' && DOUBLES.includes(field.scalar) ? toDouble(item) : item;
  };
  if (field.fieldKind === 'list' && Array.isArray(value)) {
    return value.map(one);
  }
  if (field.fieldKind === 'map' && isMap(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, one(item)]));
  }
  return one(value);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
