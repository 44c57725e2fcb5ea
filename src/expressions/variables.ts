/** Root variables. `get` answers undefined when the root does not exist; values are plain data. */
export interface Variables {
  get(name: string): unknown;
  keys(): Iterable<string>;
}

/** The own enumerable properties of an object as root variables. */
export function variablesOf(roots: Record<string, unknown>): Variables {
  return {
    get: (name) =>
      Object.prototype.propertyIsEnumerable.call(roots, name) ? roots[name] : undefined,
    keys: () => Object.keys(roots),
  };
}

export const NO_VARIABLES: Variables = variablesOf({});
