const ENCRYPTED_TYPE = 'io.kestra.datatype:aes_encrypted';

/**
 * A read-only view in which every encrypted text, at any depth, reads as its plain text. Nothing is copied and nothing
 * is decrypted before it is read.
 */
export function decryptedView(value: unknown, decrypt: (encrypted: string) => string): unknown {
  if (typeof value !== 'object' || value === null || !isData(value)) {
    return value;
  }
  if (isEncrypted(value)) {
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

export function isEncrypted(value: object): value is { type: string; value: string } {
  return (
    'type' in value && value.type === ENCRYPTED_TYPE && 'value' in value && typeof value.value === 'string'
  );
}

/** The form of an encrypted text inside inputs and outputs. */
export function encryptedText(encrypted: string): { type: typeof ENCRYPTED_TYPE; value: string } {
  return { type: ENCRYPTED_TYPE, value: encrypted };
}

function isData(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
