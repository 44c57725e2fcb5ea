import { randomFillSync } from 'node:crypto';
import { base62 } from '../model/base62.js';

const WORDS_OF_AN_ID = 4;
/** Asking the system for random bits costs more than the bits: they are asked for by the hundred. */
const pool = new Uint32Array(WORDS_OF_AN_ID * 256);
let used = pool.length;

/** 128 random bits in base 62, always 22 characters. */
export function newExecutionId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const word = (): number => pool[used++] ?? 0;
  return base62([word(), word(), word(), word()]);
}
