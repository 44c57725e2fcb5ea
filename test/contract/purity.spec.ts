import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/** What the pure parts must not import or use, and why. Lint says no; this says why. */
const REASONS: readonly {
  readonly folder: string;
  readonly forbidden: RegExp;
  readonly reason: string;
}[] = [
  {
    folder: 'src/engine',
    forbidden: /from '(?!\.{1,2}\/)(?!node:crypto')[^']+'/,
    reason: 'a decision must not depend on anything that a replay of its events does not have',
  },
  {
    folder: 'src/engine',
    forbidden:
      /from '(?:\.\.\/)+(?!model\/)(?:platform|queues|flows|executions|expressions|plugins|workers)\//,
    reason: 'expressions are asked for and effects are commanded: the core performs neither',
  },
  {
    folder: 'src/engine',
    forbidden: /\bDate\.now\(|new Date\(\)|Math\.random\(|\bperformance\./,
    reason: 'time is event.at and ids are derived, or the same event gives two different decisions',
  },
  {
    folder: 'src/engine',
    forbidden: /\basync\b|\bawait\b|setTimeout|setInterval/,
    reason: 'one turn decides about many executions: a decision that waits would stop them all',
  },
  {
    folder: 'src/model',
    forbidden: /from '(?!\.\/)[^']+'/,
    reason: 'everybody imports the model, so whatever it imported would be everywhere',
  },
  {
    folder: 'src/plugins/core',
    forbidden:
      /from '(?:\.\.\/)+(?:platform|queues|flows|executions|expressions|workers|run-context|logs|kv|files)\//,
    reason:
      'a plugin sees the world through its run context only, so that it can be tested and replaced',
  },
];

describe('the pure parts', () => {
  test.each(REASONS)('$folder: $reason', ({ folder, forbidden }) => {
    const offenders = sources(folder).filter((file) => forbidden.test(code(file)));

    expect(offenders).toEqual([]);
  });
});

function sources(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => join(folder, name));
}

/** Without comments, which may talk about anything. */
function code(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*$/gm, '');
}
