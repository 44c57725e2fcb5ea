import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { requiredArgument, textArgument, type FunctionDefinition } from '../definition.js';
import { Failure } from '../errors.js';

const INITIALIZATION_BYTES = 12;
const TAG_BYTES = 16;
const ALGORITHMS: ReadonlyMap<number, 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm'> = new Map([
  [16, 'aes-128-gcm'],
  [24, 'aes-192-gcm'],
  [32, 'aes-256-gcm'],
]);
const BASE_62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export const CRYPTO_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  encrypt: {
    parameters: ['key', 'plaintext'],
    call: ([key, plaintext], context) =>
      context.session.call(() =>
        passEmpty(plaintext, 'plaintext', (text) => encrypt(keyOf(key), text)),
      ),
  },
  decrypt: {
    parameters: ['key', 'encrypted'],
    call: ([key, encrypted]) =>
      passEmpty(encrypted, 'encrypted', (text) => decrypt(keyOf(key), text)),
  },
  uuid: { parameters: [], call: (_, context) => context.session.call(() => randomUUID()) },
  id: { parameters: [], call: (_, context) => context.session.call(shortId) },
  nanoId: { parameters: [], call: (_, context) => context.session.call(nanoId) },
};

/** Empty text and null need no key and stay as they are. */
function passEmpty(value: unknown, name: string, convert: (text: string) => string): unknown {
  if (value === undefined) {
    throw new Failure(`The argument \`${name}\` is missing`);
  }
  return value === null || value === '' ? value : convert(textArgument(value, name));
}

function keyOf(key: unknown): Buffer {
  return Buffer.from(textArgument(requiredArgument(key, 'key'), 'key'), 'base64');
}

function algorithmOf(key: Buffer): 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm' {
  const algorithm = ALGORITHMS.get(key.length);
  if (algorithm === undefined) {
    throw new Failure('The key must be 16, 24 or 32 bytes in base64');
  }
  return algorithm;
}

/** AES/GCM: a random initialization vector, the cipher text and the tag, all together in base64. */
function encrypt(key: Buffer, plaintext: string): string {
  const vector = randomBytes(INITIALIZATION_BYTES);
  const cipher = createCipheriv(algorithmOf(key), key, vector);
  const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return Buffer.concat([vector, body, cipher.getAuthTag()]).toString('base64');
}

function decrypt(key: Buffer, encrypted: string): string {
  const algorithm = algorithmOf(key);
  const bytes = Buffer.from(encrypted, 'base64');
  if (bytes.length < INITIALIZATION_BYTES + TAG_BYTES) {
    throw new Failure('The encrypted text is too short');
  }
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, INITIALIZATION_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const body = bytes.subarray(INITIALIZATION_BYTES, -TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    throw new Failure('The text cannot be decrypted: wrong key or damaged data');
  }
}

/** A random UUID in base 62. */
function shortId(): string {
  let value = BigInt(`0x${randomUUID().replaceAll('-', '')}`);
  let text = '';
  for (; value > 0n; value /= 62n) {
    text = (BASE_62[Number(value % 62n)] ?? '') + text;
  }
  return text;
}

function nanoId(): string {
  return randomBytes(16).toString('base64url').slice(0, 21);
}
