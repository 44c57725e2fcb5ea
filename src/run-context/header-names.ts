type Lists = Readonly<Record<string, unknown>>;

/**
 * Variables of a trigger, in whose `headers` a name is found in any spelling (triggers.md, Webhook): clients and proxies
 * spell header names as they like. What is listed, printed and stored keeps the spelling that came.
 */
export function withHeaderNames<T extends { readonly headers?: unknown }>(variables: T): T {
  const { headers } = variables;
  return areHeaders(headers) ? { ...variables, headers: inAnySpelling(headers) } : variables;
}

/** Name → list of texts. */
function areHeaders(value: unknown): value is Lists {
  return typeof value === 'object' && value !== null && Object.values(value).every(Array.isArray);
}

function inAnySpelling(headers: Lists): Lists {
  const spelt = new Map(Object.keys(headers).map((name) => [name.toLowerCase(), name]));
  const nameFor = (key: string | symbol): string | symbol =>
    typeof key === 'symbol' || Object.hasOwn(headers, key)
      ? key
      : (spelt.get(key.toLowerCase()) ?? key);
  return new Proxy(headers, {
    get: (target, key) => Reflect.get(target, nameFor(key)) as unknown,
    has: (target, key) => Reflect.has(target, nameFor(key)),
    getOwnPropertyDescriptor: (target, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, nameFor(key));
      // Nothing may be said to be unchangeable that the map does not have under this very name.
      return descriptor && { ...descriptor, configurable: true };
    },
  });
}
