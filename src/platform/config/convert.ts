import type { PropertyKind } from './property.js';

/**
 * A value of a file or of the environment as the field wants it. What cannot be converted stays as it is: the rules of
 * the field then say what is wrong.
 */
export function convert(kind: PropertyKind, value: unknown): unknown {
  switch (kind) {
    case 'text':
      return typeof value === 'object' ? value : String(value);
    case 'integer':
      return typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value;
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'list':
      return typeof value === 'string' ? separated(value) : value;
    case 'map':
      return value;
    case 'bytes':
      return bytes(value);
  }
}

function separated(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** `10GB`, `512k` or a number of bytes. */
function bytes(value: unknown): unknown {
  const match = /^(\d+)\s*([kmg]?)b?$/i.exec(String(value).trim());
  return match ? Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? 1) : value;
}
