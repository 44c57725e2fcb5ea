import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, Document, YAMLMap } from 'yaml';
import { toDouble } from '../../model/numbers.js';

/** Values that all aliases of a document together may stand for: far above every real document. */
const MAX_ALIASED_NODES = 50_000;

export interface YamlProblem {
  readonly message: string;
  /** Into the text, from 0. */
  readonly offset: number;
}

export interface YamlValues {
  /** Plain maps, lists and scalars; integers and doubles are told apart as in model/numbers.ts. */
  readonly value: unknown;
  readonly problems: readonly YamlProblem[];
}

/** What a document without errors says: aliases and `<<` resolved. Duplicate keys and broken aliases are problems. */
export function valuesOf(document: Document.Parsed): YamlValues {
  const converter = new Converter();
  const value = converter.convert(document.contents);
  return { value, problems: converter.problems };
}

class Converter {
  readonly problems: YamlProblem[] = [];
  private aliased = 0;
  private aliasDepth = 0;
  private readonly open = new Set<unknown>();
  private readonly anchors = new Map<string, unknown>();
  /** An anchor can be given again; inside a repeated node an alias still means what it meant at its own place. */
  private readonly targets = new Map<Alias, unknown>();

  convert(node: unknown): unknown {
    if (this.aliasDepth > 0 && ++this.aliased > MAX_ALIASED_NODES) {
      return undefined;
    }
    if (isAlias(node)) {
      return this.alias(node);
    }
    this.remember(node);
    if (isMap(node)) {
      return this.map(node);
    }
    if (isSeq(node)) {
      return node.items.map((item) => this.convert(item) ?? null);
    }
    return isScalar(node) ? scalar(node.value, node.source) : null;
  }

  private remember(node: unknown): void {
    if (this.aliasDepth === 0 && (isMap(node) || isSeq(node) || isScalar(node)) && node.anchor) {
      this.anchors.set(node.anchor, node);
    }
  }

  private map(map: YAMLMap): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const seen = new Set<string>();
    const merged: unknown[] = [];
    for (const { key, value } of map.items) {
      this.remember(key);
      const name = isScalar(key) ? String(key.value) : String(key);
      if (name === '<<' && isScalar(key) && key.type === 'PLAIN') {
        merged.push(this.convert(value));
        continue;
      }
      if (seen.has(name)) {
        const offset = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
        this.problems.push({ message: `Duplicate field '${name}'`, offset });
      }
      seen.add(name);
      setOwn(result, name, this.convert(value) ?? null);
    }
    return merged.length === 0 ? result : withMerged(result, merged);
  }

  private alias(alias: Alias): unknown {
    const { source: name } = alias;
    const offset = alias.range?.[0] ?? 0;
    const target = this.targetOf(alias);
    if (target === undefined) {
      const message = `there is no anchor &${name} before the alias *${name}`;
      this.problems.push({ message, offset });
      return null;
    }
    if (this.open.has(target)) {
      this.problems.push({ message: `the alias *${name} contains itself`, offset });
      return null;
    }
    const before = this.aliased;
    this.open.add(target);
    this.aliasDepth++;
    const value = this.convert(target);
    this.aliasDepth--;
    this.open.delete(target);
    if (before <= MAX_ALIASED_NODES && this.aliased > MAX_ALIASED_NODES && this.aliasDepth === 0) {
      const message = `the aliases stand for more than ${MAX_ALIASED_NODES} values`;
      this.problems.push({ message, offset });
    }
    return value;
  }

  private targetOf(alias: Alias): unknown {
    if (!this.targets.has(alias)) {
      this.targets.set(alias, this.anchors.get(alias.source));
    }
    return this.targets.get(alias);
  }
}

function scalar(value: unknown, source: string | undefined): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (typeof value === 'number') {
    return toDouble(value);
  }
  return value === undefined ? (source ?? null) : value;
}

/** `<<: *base` or `<<: [*a, *b]`: what the map says itself wins, then the first of the list. */
function withMerged(
  own: Record<string, unknown>,
  merged: readonly unknown[],
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const source of merged.flat().reverse()) {
    if (source !== null && typeof source === 'object') {
      Object.assign(result, source);
    }
  }
  return Object.assign(result, own);
}

function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    target[name] = value;
  }
}
