import type { Violation } from '../model/errors.js';
import { isNumeric } from '../model/numbers.js';

export type Tree = Readonly<Record<string, unknown>>;

/** Reads a document member by member and collects everything that is wrong with it. */
export class DocumentReader {
  readonly violations: Violation[] = [];

  fail(path: string, message: string): void {
    this.violations.push({ path, message });
  }

  /** Undefined, with a violation, when it is no map. */
  map(value: unknown, path: string): Tree | undefined {
    if (isTree(value)) {
      return value;
    }
    this.fail(path, 'must be a map');
    return undefined;
  }

  list(value: unknown, path: string): readonly unknown[] {
    if (value === undefined || value === null) {
      return [];
    }
    if (!Array.isArray(value)) {
      this.fail(path, 'must be a list');
      return [];
    }
    return value;
  }

  text(value: unknown, path: string): string | undefined {
    if (value === undefined || value === null) {
      return undefined;
    }
    if (typeof value === 'object') {
      this.fail(path, 'must be a text');
      return undefined;
    }
    return String(value);
  }

  required(value: unknown, path: string): string {
    const text = this.text(value, path);
    if (text === undefined || text.trim() === '') {
      this.fail(path, text === undefined ? 'must not be null' : 'must not be blank');
    }
    return text ?? '';
  }

  oneOf<T extends string>(value: unknown, path: string, known: readonly T[]): T | undefined {
    const found = known.find((one) => one === String(value).toUpperCase());
    if (found === undefined) {
      this.fail(path, `must be one of ${known.join(', ')}, but received \`${shown(value)}\``);
    }
    return found;
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumeric(value);
}

function shown(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 100);
}
