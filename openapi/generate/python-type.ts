import type { Schema } from './schema.js';

/** Names that Python keeps for itself and this API uses. */
const KEYWORDS: ReadonlySet<string> = new Set([
  'finally',
  'from',
  'global',
  'in',
  'is',
  'not',
  'or',
]);

/** `flowId` as `flow_id`, `from` as `from_`. */
export function pythonName(name: string): string {
  const snake = name.replace(/[A-Z]+/g, (letters) => `_${letters.toLowerCase()}`);
  return KEYWORDS.has(snake) ? `${snake}_` : snake;
}

export function isKeyword(name: string): boolean {
  return KEYWORDS.has(name);
}

export function className(...parts: readonly string[]): string {
  return parts
    .map((part) => part.replace(/^_+/, ''))
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

/** `nameInline` gives a name to an object type that has none. */
export function pythonType(schema: Schema, nameInline: (schema: Schema) => string): string {
  const of = (inner: unknown): string => pythonType(inner as Schema, nameInline);
  if (typeof schema['$ref'] === 'string') {
    return schema['$ref'].replace(/^.*\//, '');
  }
  if (Array.isArray(schema['anyOf'])) {
    return `Union[${schema['anyOf'].map(of).join(', ')}]`;
  }
  if (schema['const'] !== undefined) {
    return `Literal[${JSON.stringify(schema['const'])}]`;
  }
  if (Array.isArray(schema['enum'])) {
    return `Literal[${schema['enum'].map((word) => JSON.stringify(word)).join(', ')}]`;
  }
  return SIMPLE[String(schema['type'])] ?? composed(schema, of, nameInline);
}

const SIMPLE: Readonly<Record<string, string>> = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  null: 'None',
};

function composed(
  schema: Schema,
  of: (inner: unknown) => string,
  nameInline: (schema: Schema) => string,
): string {
  if (schema['type'] === 'array') {
    return `List[${of(schema['items'])}]`;
  }
  if (schema['type'] !== 'object') {
    return 'Any';
  }
  if (schema['properties'] !== undefined) {
    return nameInline(schema);
  }
  const values = schema['additionalProperties'];
  return `Dict[str, ${typeof values === 'object' ? of(values) : 'Any'}]`;
}

/** A doc comment of one paragraph, wrapped to the width that formatters of Python expect. */
export function docstring(text: string, indent: string): string[] {
  const words = text.replaceAll('\\', '\\\\').split(' ');
  const lines = [`${indent}"""`];
  for (const word of words) {
    const last = lines.at(-1) ?? '';
    const isFirst = last.endsWith('"""');
    if (!isFirst && last.length + word.length + 1 > 84) {
      lines.push(`${indent}${word}`);
    } else {
      lines[lines.length - 1] = isFirst ? `${last}${word}` : `${last} ${word}`;
    }
  }
  lines[lines.length - 1] += '"""';
  return lines;
}
