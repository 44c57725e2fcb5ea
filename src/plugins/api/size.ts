import { IllegalArgumentError } from '../../model/errors.js';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  K: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
  T: 1024 ** 4,
};

/** Bytes of a number, or of a text such as `10MB` or `512k`; 1 KB is 1,024 bytes. `name` is for the error. */
export function parseSize(name: string, size: string | number): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([KMGT]?)I?B?\s*$/i.exec(String(size));
  if (match === null) {
    throw new IllegalArgumentError(
      `${name}: must be a number or a size such as 10MB, but received \`${size}\``,
    );
  }
  return Math.round(Number(match[1]) * (UNITS[(match[2] ?? '').toUpperCase()] ?? 1));
}
