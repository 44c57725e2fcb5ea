import { createCipheriv, createDecipheriv, randomBytes, randomInt, randomUUID } from 'node:crypto';
import {
  integerArgument,
  optionalText,
  requiredArgument,
  textArgument,
  type FunctionDefinition,
} from '../definition.js';
import { Failure } from '../errors.js';

const INITIALIZATION_BYTES = 12;
const TAG_BYTES = 16;
const ALGORITHMS: ReadonlyMap<number, 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm'> = new Map([
  [16, 'aes-128-gcm'],
  [24, 'aes-192-gcm'],
  [32, 'aes-256-gcm'],
]);
const NANO_ID_LENGTH = 21;
const NANO_ID_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';
const MAX_NANO_ID_LENGTH = 1_000;
/** The seconds of a KSUID count from 2014-05-13. */
const KSUID_EPOCH = 1_400_000_000;
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
  nanoId: {
    parameters: ['length', 'alphabet'],
    call: ([length, alphabet], context) => {
      const size = length === undefined ? NANO_ID_LENGTH : integerArgument(length, 'length');
      const characters = optionalText(alphabet, 'alphabet') ?? NANO_ID_ALPHABET;
      return context.session.call(() => nanoId(size, characters));
    },
  },
  ksuid: {
    parameters: [],
    call: (_, context) => context.session.call(() => ksuid((context.options.now ?? Date.now)())),
  },
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
  return inBase62(BigInt(`0x${randomUUID().replaceAll('-', '')}`));
}

function inBase62(value: bigint): string {
  let text = '';
  for (let rest = value; rest > 0n; rest /= 62n) {
    text = (BASE_62[Number(rest % 62n)] ?? '') + text;
  }
  return text;
}

function nanoId(length: number, alphabet: string): string {
  if (length < 1 || length > MAX_NANO_ID_LENGTH) {
    throw new Failure(`\`length\` must be between 1 and ${MAX_NANO_ID_LENGTH}, not ${length}`);
  }
  const characters = [...alphabet];
  if (characters.length === 0) {
    throw new Failure('`alphabet` must not be empty');
  }
  return Array.from({ length }, () => characters[randomInt(characters.length)]).join('');
}

/** 27 characters that sort by second: 4 bytes of seconds, 16 random ones, in base 62. */
function ksuid(milliseconds: number): string {
  const bytes = Buffer.concat([Buffer.alloc(4), randomBytes(16)]);
  bytes.writeUInt32BE(Math.max(0, Math.floor(milliseconds / 1_000) - KSUID_EPOCH));
  return inBase62(BigInt(`0x${bytes.toString('hex')}`)).padStart(27, '0');
}
