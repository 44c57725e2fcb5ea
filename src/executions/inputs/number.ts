import type { Input } from '../../model/input.js';
import { Double, toDouble } from '../../model/numbers.js';
import { mismatch } from './input-mismatch.js';
import { show } from './show.js';

const MAX_INT = 2_147_483_647;
const MIN_INT = -2_147_483_648;

/** A 32-bit integer or its text. */
export function parseInteger(raw: unknown): number {
  const isText = typeof raw === 'string' && /^[+-]?\d+$/.test(raw);
  const value = isText ? Number(raw) : raw;
  if (typeof value !== 'number' || !Number.isInteger(value) || value > MAX_INT || value < MIN_INT) {
    return mismatch(`For input string: "${show(raw)}"`);
  }
  return value;
}

/** A 32-bit float: the shortest decimal that names it, as 64 bits. */
export function parseFloat32(raw: unknown): number | Double {
  const isText =
    typeof raw === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(raw);
  const value = isText || raw instanceof Double ? Number(raw) : raw;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return mismatch(`For input string: "${show(raw)}"`);
  }
  if (!Number.isFinite(Math.fround(value))) {
    return mismatch(`For input string: "${show(raw)}", which is beyond a 32-bit number`);
  }
  return toDouble(shortestFloat32(value));
}

/** Anything but `true` (in any case) is false. */
export function parseBoolean(raw: unknown): boolean {
  return typeof raw === 'boolean' ? raw : String(raw).toLowerCase() === 'true';
}

export function checkRange(value: unknown, input: Input): void {
  const given = Number(value);
  if (isNumber(input['min']) && given < Number(input['min'])) {
    mismatch(`it must be more than \`${show(input['min'])}\``);
  }
  if (isNumber(input['max']) && given > Number(input['max'])) {
    mismatch(`it must be less than \`${show(input['max'])}\``);
  }
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || value instanceof Double;
}

function shortestFloat32(value: number): number {
  const single = Math.fround(value);
  for (let digits = 6; digits < 9; digits += 1) {
    const candidate = Number(single.toPrecision(digits));
    if (Math.fround(candidate) === single) {
      return candidate;
    }
  }
  return single;
}
