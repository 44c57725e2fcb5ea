import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { base62, ID_LENGTH } from './base62.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LARGEST = 2 ** 32 - 1;
const word = fc.oneof(fc.integer({ min: 0, max: LARGEST }), fc.constantFrom(0, 1, LARGEST));

function valueOf(text: string): bigint {
  return [...text].reduce((sum, digit) => sum * 62n + BigInt(ALPHABET.indexOf(digit)), 0n);
}

describe('an id in base 62', () => {
  test('is the number it is made of, in 22 digits', () => {
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), (words) => {
        const text = base62(words);
        const value = words.reduce((sum, part) => (sum << 32n) | BigInt(part), 0n);
        expect(text).toHaveLength(ID_LENGTH);
        expect(valueOf(text)).toBe(value);
      }),
    );
  });

  test('reaches from all zeros to the largest number of 128 bits', () => {
    expect(base62([0, 0, 0, 0])).toBe('0'.repeat(ID_LENGTH));
    expect(base62([LARGEST, LARGEST, LARGEST, LARGEST])).toBe('7n42DGM5Tflk9n8mt7Fhc7');
  });
});
