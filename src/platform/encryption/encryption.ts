import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { IllegalArgumentError } from '../../model/errors.js';

/** An encrypted text as it stands in inputs and outputs (engine.md §19.4). */
export interface EncryptedString {
  readonly type: typeof ENCRYPTED_STRING;
  readonly value: string;
}

const ENCRYPTED_STRING = 'io.kestra.datatype:aes_encrypted';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

export function isEncryptedString(value: unknown): value is EncryptedString {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as Partial<EncryptedString>).type === ENCRYPTED_STRING &&
    typeof (value as Partial<EncryptedString>).value === 'string'
  );
}

/** AES-256-GCM: text in, base64 of IV (12 bytes), ciphertext and tag (16 bytes) out. Empty text stays empty. */
export class Encryption {
  private readonly key: Buffer | undefined;

  /** @param secretKey 32 bytes in base64; undefined: encryption is not configured. */
  constructor(secretKey: string | undefined) {
    this.key = secretKey === undefined ? undefined : Buffer.from(secretKey, 'base64');
  }

  get isConfigured(): boolean {
    return this.key !== undefined;
  }

  /** @throws IllegalArgumentError without a key. */
  encrypt(text: string): string {
    if (text === '') {
      return text;
    }
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.requiredKey(), iv);
    const body = [cipher.update(text, 'utf8'), cipher.final()];
    return Buffer.concat([iv, ...body, cipher.getAuthTag()]).toString('base64');
  }

  /** @throws IllegalArgumentError without a key, or when the text was not encrypted with this key. */
  decrypt(text: string): string {
    if (text === '') {
      return text;
    }
    const bytes = Buffer.from(text, 'base64');
    try {
      const decipher = createDecipheriv(ALGORITHM, this.requiredKey(), bytes.subarray(0, IV_BYTES));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const body = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
      return Buffer.concat([body, decipher.final()]).toString('utf8');
    } catch (error) {
      if (error instanceof IllegalArgumentError) {
        throw error;
      }
      throw new IllegalArgumentError(
        'The value cannot be decrypted: it was encrypted with another key, or is damaged.',
        { cause: error },
      );
    }
  }

  encryptedString(text: string): EncryptedString {
    return { type: ENCRYPTED_STRING, value: this.encrypt(text) };
  }

  private requiredKey(): Buffer {
    if (!this.key) {
      throw new IllegalArgumentError(
        'Unable to use a `SECRET` input/output as encryption is not configured',
      );
    }
    return this.key;
  }
}
