const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS_AT_ONCE = 3;
const STEP = ALPHABET.length ** DIGITS_AT_ONCE;

/** Kestra's friendly ids: 128 bits in base 62; 62^22 is the first power above 2^128. */
export const ID_LENGTH = 22;

/**
 * A number of 128 bits, given as its four 32-bit words from the most significant on, in 22 digits of base 62. Long
 * division by a divisor so small that each partial dividend is an exact double: several times faster than BigInt.
 */
export function base62(words: readonly [number, number, number, number]): string {
  const rest = [...words];
  const codes = new Array<number>(ID_LENGTH);
  for (let place = ID_LENGTH - 1; place >= 0;) {
    let remainder = 0;
    for (let i = 0; i < rest.length; i++) {
      const dividend = remainder * 2 ** 32 + (rest[i] ?? 0);
      rest[i] = Math.floor(dividend / STEP);
      remainder = dividend % STEP;
    }
    for (let i = 0; i < DIGITS_AT_ONCE && place >= 0; i++) {
      codes[place--] = ALPHABET.charCodeAt(remainder % ALPHABET.length);
      remainder = Math.floor(remainder / ALPHABET.length);
    }
  }
  // Made at once: a text that grows digit by digit stays a chain of texts in memory.
  return String.fromCharCode(...codes);
}
