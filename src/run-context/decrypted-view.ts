import { isEncryptedString } from '../platform/encryption/encryption.js';

/**
 * A read-only view in which every encrypted text, at any depth, reads as its plain text. Nothing is copied and nothing
 * is decrypted before it is read.
 */
export function decryptedView(value: unknown, decrypt: (encrypted: string) => string): unknown {
  if (typeof value !== 'object' || value === null || !isData(value)) {
    return value;
  }
  if (isEncryptedString(value)) {
    return decrypt(value.value);
  }
  return new Proxy(value, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      return Object.hasOwn(target, key) ? decryptedView(member, decrypt) : member;
    },
    getOwnPropertyDescriptor: (target, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
      return descriptor?.enumerable === true && descriptor.configurable === true
        ? { ...descriptor, value: decryptedView(descriptor.value, decrypt) }
        : descriptor;
    },
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
  });
}

function isData(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
