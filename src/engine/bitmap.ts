/**
 * A set of small numbers as hexadecimal text: what the engine remembers about the batches of a ForEachItem. 10,000 of
 * them are 2,500 characters, however many have ended and in whatever order.
 */
export function hasBit(bitmap: string, index: number): boolean {
  return (digitAt(bitmap, index) & maskOf(index)) !== 0;
}

export function withBit(bitmap: string, index: number, set: boolean): string {
  const padded = bitmap.padEnd((index >> 2) + 1, '0');
  const digit = set
    ? digitAt(padded, index) | maskOf(index)
    : digitAt(padded, index) & ~maskOf(index);
  return padded.slice(0, index >> 2) + digit.toString(16) + padded.slice((index >> 2) + 1);
}

/** What is in the set, ascending. */
export function* membersOf(bitmap: string): Iterable<number> {
  for (let index = 0; index >> 2 < bitmap.length; index++) {
    if (hasBit(bitmap, index)) {
      yield index;
    }
  }
}

export function countBits(bitmap: string): number {
  let count = 0;
  for (const _ of membersOf(bitmap)) {
    count++;
  }
  return count;
}

function digitAt(bitmap: string, index: number): number {
  return Number.parseInt(bitmap.charAt(index >> 2) || '0', 16);
}

function maskOf(index: number): number {
  return 1 << (index & 3);
}
