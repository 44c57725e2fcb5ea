import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = BigInt(ALPHABET.length);
/** 62^22 is the first power above 2^128. */
const LENGTH = 22;

/** 128 random bits in base 62, always 22 characters. */
export function newExecutionId(): string {
  const bytes = randomBytes(16);
  let rest = (bytes.readBigUInt64BE(0) << 64n) | bytes.readBigUInt64BE(8);
  let id = '';
  for (let i = 0; i < LENGTH; i++) {
    id = ALPHABET.charAt(Number(rest % BASE)) + id;
    rest /= BASE;
  }
  return id;
}
