import { describe, expect, test } from '@jest/globals';
import { Encryption, isEncryptedString } from './encryption.js';

describe('Encryption', () => {
  const key = Buffer.alloc(32, 7).toString('base64');

  test('decrypts what it encrypted, each time to another text', () => {
    const encryption = new Encryption(key);
    const [first, second] = [encryption.encrypt('päss'), encryption.encrypt('päss')];

    expect(first).not.toBe(second);
    expect([encryption.decrypt(first), encryption.decrypt(second)]).toEqual(['päss', 'päss']);
  });

  test('lays out IV, ciphertext and tag as Kestra does', () => {
    const bytes = Buffer.from(new Encryption(key).encrypt('abc'), 'base64');

    expect(bytes).toHaveLength(12 + 3 + 16);
  });

  test('keeps empty text', () => {
    expect(new Encryption(key).encrypt('')).toBe('');
    expect(new Encryption(undefined).decrypt('')).toBe('');
  });

  test('refuses a damaged text and one of another key', () => {
    const encrypted = new Encryption(key).encrypt('abc');
    const other = new Encryption(Buffer.alloc(32, 8).toString('base64'));

    expect(() => other.decrypt(encrypted)).toThrow(/cannot be decrypted/);
    expect(() => new Encryption(key).decrypt('AAAA')).toThrow(/cannot be decrypted/);
  });

  test('says what is missing without a key', () => {
    expect(() => new Encryption(undefined).encrypt('abc')).toThrow(
      'Unable to use a `SECRET` input/output as encryption is not configured',
    );
  });

  test('marks an encrypted text by its type', () => {
    expect(isEncryptedString(new Encryption(key).encryptedString('a'))).toBe(true);
    expect(isEncryptedString({ type: 'other', value: 'a' })).toBe(false);
  });
});
