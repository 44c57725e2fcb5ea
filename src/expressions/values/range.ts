import { Failure } from '../errors.js';
import { kindOf } from './data.js';
import { toSmallInteger } from './numbers.js';

/**
 * The inclusive list from `start` to `end`: integers, or characters for texts of one character.
 * `reserve` hears the number of elements before they are made.
 */
export function range(
  start: unknown,
  end: unknown,
  step: number,
  reserve: (count: number) => void,
): unknown[] {
  if (step === 0) {
    throw new Failure('The increment of a range cannot be 0');
  }
  const [from, to] = [toSmallInteger(start), toSmallInteger(end)];
  if (from !== undefined && to !== undefined) {
    return numbers(from, to, step, reserve);
  }
  if (isCharacter(start) && isCharacter(end)) {
    const codes = numbers(start.charCodeAt(0), end.charCodeAt(0), step, reserve);
    return codes.map((code) => String.fromCharCode(code));
  }
  throw new Failure(
    `A range goes between two integers or two characters, not ${kindOf(start)} and ${kindOf(end)}`,
  );
}

function isCharacter(value: unknown): value is string {
  return typeof value === 'string' && value.length === 1;
}

function numbers(
  from: number,
  to: number,
  step: number,
  reserve: (count: number) => void,
): number[] {
  const count = Math.max(0, Math.floor((to - from) / step) + 1);
  reserve(count);
  return Array.from({ length: count }, (_, index) => from + index * step);
}
