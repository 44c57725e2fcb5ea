import { parseDuration } from '../../model/duration.js';
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
    case 'duration':
      return milliseconds(value);
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

const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `PT45S`, `45s`, `500ms`, or a number of seconds. */
function milliseconds(value: unknown): unknown {
  const [, amount, unit] = /^(\d+)\s*(ms|[smhd])$/i.exec(String(value).trim()) ?? [];
  return unit === undefined
    ? (parseDuration(value) ?? value)
    : Number(amount) * (MILLISECONDS[unit.toLowerCase()] ?? 1);
}
