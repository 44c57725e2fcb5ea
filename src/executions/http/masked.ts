const ENCRYPTED = 'io.kestra.datatype:aes_encrypted';
const MASK = '******';

/** The value with encrypted texts replaced; the very same object when it holds none. */
export function masked(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    const items = value.map(masked);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if ('type' in value && value.type === ENCRYPTED) {
    return MASK;
  }
  let copy: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(value)) {
    const shown = masked(member);
    if (shown !== member) {
      copy ??= { ...value };
      copy[key] = shown;
    }
  }
  return copy ?? value;
}
