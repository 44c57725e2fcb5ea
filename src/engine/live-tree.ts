type Branch = Record<string, unknown>;

/**
 * A tree of plain objects kept up to date while the execution runs: `outputs` and `tasks` of engine.md §20. One change
 * costs the length of its path, however many siblings there are: branches count their members, because asking a large
 * object whether it is empty is not cheap.
 */
export class LiveTree {
  readonly root: Branch = {};
  private readonly sizes = new WeakMap<Branch, number>();

  /** Puts a leaf at a path, or takes it away with undefined; branches that become empty go with it. */
  set(path: readonly string[], leaf: unknown): void {
    this.setBelow(this.root, path, leaf, 0);
  }

  private setBelow(branch: Branch, path: readonly string[], leaf: unknown, depth: number): void {
    const key = path[depth];
    if (key === undefined) {
      return;
    }
    if (depth === path.length - 1) {
      this.put(branch, key, leaf);
      return;
    }
    const existing = own(branch, key);
    if (existing === undefined && leaf === undefined) {
      return;
    }
    const next = existing ?? {};
    this.setBelow(next, path, leaf, depth + 1);
    if (existing === undefined) {
      this.put(branch, key, next);
    } else if (this.sizes.get(next) === 0) {
      this.put(branch, key, undefined);
    }
  }

  private put(branch: Branch, key: string, value: unknown): void {
    const had = Object.hasOwn(branch, key);
    if (value === undefined) {
      delete branch[key];
    } else if (key === '__proto__') {
      const visible = { writable: true, enumerable: true, configurable: true };
      Object.defineProperty(branch, key, { value, ...visible });
    } else {
      branch[key] = value;
    }
    const growth = Number(value !== undefined) - Number(had);
    this.sizes.set(branch, (this.sizes.get(branch) ?? 0) + growth);
  }
}

/** Values of loops are keys here, and a user may well iterate over `__proto__`. */
function own(branch: Branch, key: string): Branch | undefined {
  const value = Object.hasOwn(branch, key) ? branch[key] : undefined;
  return typeof value === 'object' && value !== null ? (value as Branch) : undefined;
}
