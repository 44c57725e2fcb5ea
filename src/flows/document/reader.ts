import { Double } from '../../model/numbers.js';
import { booleanWord } from '../../platform/yaml/index.js';
import type { Findings } from './findings.js';
import { nearestName } from '../../model/nearest-name.js';
import { didYouMean } from './findings.js';
import type { Path } from './path.js';

/** Turns a value of the document into what the model wants, or reports why it cannot. Never called with null. */
export type Reader<T> = (value: unknown, path: Path, findings: Findings) => T | undefined;

export type Tree = Readonly<Record<string, unknown>>;

export interface Field<T = unknown> {
  readonly read: Reader<T>;
  readonly required?: boolean;
  /** Older spellings, which are deprecated. */
  readonly aliases?: readonly string[];
  readonly newerNames?: readonly string[];
  readonly deprecated?: boolean;
}

export function isTree(value: unknown): value is Tree {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Double)
  );
}

/** Any scalar is text, as for every YAML reader that knows the wanted type. */
export function text(options: { pattern?: RegExp; max?: number } = {}): Reader<string> {
  return (value, path, findings) => {
    if (typeof value === 'object') {
      findings.violation(path, `must be text, but is ${kindOf(value)}`);
      return undefined;
    }
    const result = String(value);
    if (options.pattern && !options.pattern.test(result)) {
      // Clients know the pattern without the end mark, which Java's full match implies.
      findings.violation(path, `must match "${options.pattern.source.replace(/\$$/, '')}"`);
    }
    if (options.max !== undefined && result.length > options.max) {
      findings.violation(path, `must have at most ${options.max} characters`);
    }
    return result;
  };
}

/** What a text means where a boolean is expected. */
export function booleanOf(value: unknown): boolean | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  return value === 'true' || value === 'false' ? value === 'true' : booleanWord(value);
}

export const bool: Reader<boolean> = (value, path, findings) => {
  if (typeof value === 'boolean') {
    return value;
  }
  const meant = booleanOf(value);
  if (meant !== undefined) {
    return meant;
  }
  findings.violation(path, `must be true or false, but is ${shown(value)}`);
  return undefined;
};

export function integer(min?: number): Reader<number> {
  return (value, path, findings) => {
    const number = typeof value === 'string' && /^[+-]?\d+$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number)) {
      findings.violation(path, `must be a whole number, but is ${shown(value)}`);
      return undefined;
    }
    if (min !== undefined && number < min) {
      findings.violation(path, `must be greater than or equal to ${min}`);
    }
    return number;
  };
}

export const decimal: Reader<number> = (value, path, findings) => {
  const number = value instanceof Double ? value.value : value;
  if (typeof number === 'number' && Number.isFinite(number)) {
    return number;
  }
  findings.violation(path, `must be a number, but is ${shown(value)}`);
  return undefined;
};

export function oneOf<T extends string>(values: readonly T[]): Reader<T> {
  return (value, path, findings) => {
    const found = values.find(
      (candidate) => candidate.toLowerCase() === String(value).toLowerCase(),
    );
    if (found === undefined) {
      const hint = didYouMean(nearestName(String(value), values));
      findings.violation(path, `must be one of ${values.join(', ')}, but is ${shown(value)}`, hint);
    }
    return found;
  };
}

export function listOf<T>(read: Reader<T>): Reader<T[]> {
  return (value, path, findings) => {
    if (!Array.isArray(value)) {
      findings.violation(path, `must be a list, but is ${kindOf(value)}`);
      return undefined;
    }
    const result: T[] = [];
    value.forEach((item: unknown, index) => {
      if (item === null) {
        findings.violation([...path, index], 'must not be null');
        return;
      }
      const read_ = read(item, [...path, index], findings);
      if (read_ !== undefined) {
        result.push(read_);
      }
    });
    return result;
  };
}

export const map: Reader<Tree> = (value, path, findings) => {
  if (isTree(value)) {
    return value;
  }
  findings.violation(path, `must be a map, but is ${kindOf(value)}`);
  return undefined;
};

export const anything: Reader<unknown> = (value) => value;

/** A map with known members. `name` is the class that clients know from the texts of unknown members. */
export function record(name: string, fields: Readonly<Record<string, Field>>): Reader<Tree> {
  const known = new Map<string, [string, Field]>();
  for (const [key, field] of Object.entries(fields)) {
    for (const spelling of spellingsOf(key, field)) {
      known.set(spelling, [key, field]);
    }
  }
  const required = Object.entries(fields).filter(([, field]) => field.required);
  return (value, path, findings) => {
    const tree = map(value, path, findings);
    if (tree === undefined) {
      return undefined;
    }
    const result: Record<string, unknown> = {};
    for (const [spelling, member] of Object.entries(tree)) {
      const entry = known.get(spelling);
      if (entry === undefined) {
        unrecognized(spelling, name, known.keys(), [...path, spelling], findings);
        continue;
      }
      const [key, field] = entry;
      if (field.deprecated || field.aliases?.includes(spelling)) {
        findings.deprecated([...path, spelling]);
      }
      const read = member === null ? undefined : field.read(member, [...path, spelling], findings);
      if (read !== undefined) {
        result[key] = read;
      }
    }
    for (const [key, field] of required) {
      const isMissing = (spelling: string): boolean => (tree[spelling] ?? null) === null;
      if (spellingsOf(key, field).every(isMissing)) {
        findings.violation([...path, key], 'must not be null');
      }
    }
    return result;
  };
}

function spellingsOf(key: string, { aliases = [], newerNames = [] }: Field): string[] {
  return [key, ...aliases, ...newerNames];
}

function unrecognized(
  field: string,
  className: string,
  known: Iterable<string>,
  path: Path,
  findings: Findings,
): void {
  const message = `Unrecognized field "${field}" (class ${className}), not marked as ignorable`;
  findings.violation(path, message, didYouMean(nearestName(field, known)));
}

export function shown(value: unknown): string {
  return typeof value === 'object' ? kindOf(value) : `"${String(value)}"`;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) {
    return 'a list';
  }
  return isTree(value) ? 'a map' : `"${String(value)}"`;
}
