import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { IllegalArgumentError } from '../model/errors.js';
import { toDouble } from '../model/numbers.js';
import { ExpressionError, render, variablesOf, type ExpressionHost } from './index.js';
import { isMap, mapOf } from './values/data.js';
import { parseYaml } from './values/yaml.js';

interface Case {
  readonly id: string;
  readonly tier: 'core' | 'edge' | 'quirk' | 'later';
  readonly template: string;
  readonly vars: Record<string, unknown>;
  readonly expect?: string;
  readonly error?: boolean | string;
  readonly setup?: Setup;
}

interface Setup {
  readonly context?: Record<string, unknown>;
  readonly variablesYaml?: string;
  readonly secrets?: Record<string, string>;
  readonly kv?: Record<string, Record<string, unknown>>;
  readonly namespaceFiles?: Record<string, string>;
  readonly serverConfig?: unknown;
}

const folder = resolve('../shared/conformance/expressions');
const present = existsSync(folder);
const casesOf = (file: string): Case[] =>
  present ? (JSON.parse(readFileSync(resolve(folder, file), 'utf8')) as Case[]) : [];

/** Where this implementation differs on purpose: expressions.md prefers the later release, or allows to be more lenient. */
const DEVIATIONS: ReadonlySet<string> = new Set([
  // A bug of the snapshot; `later-timestamp-micro-corrected` demands the opposite.
  'timestamp-micro-upstream',
  // Lists are lists here, wherever they come from: nobody gains from these failures.
  'keys-sort-unsupported',
  'split-then-reverse',
]);

/** What the black-box runner does to flow variables: nulls in maps are lost when the flow is stored. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  if (typeof value === 'number') {
    return Number.isInteger(value) ? value : toDouble(value);
  }
  if (!isMap(value)) {
    return value;
  }
  return mapOf(
    Object.entries(value).flatMap(([key, item]) =>
      item === null ? [] : [[key, withoutNulls(item)] as const],
    ),
  );
}

async function outcome(
  testCase: Case,
  roots: Record<string, unknown>,
  host?: ExpressionHost,
): Promise<string | ExpressionError> {
  const recursive = testCase.setup?.serverConfig !== undefined;
  try {
    return await render(testCase.template, {
      variables: variablesOf(roots),
      host,
      timeZone: 'UTC',
      recursive,
    });
  } catch (error) {
    if (error instanceof ExpressionError) {
      return error;
    }
    throw error;
  }
}

async function check(
  testCase: Case,
  roots: Record<string, unknown>,
  host?: ExpressionHost,
): Promise<void> {
  const result = await outcome(testCase, roots, host);
  if (testCase.error === undefined || testCase.error === false) {
    expect(result).toBe(testCase.expect ?? '');
  } else {
    expect(result).toBeInstanceOf(ExpressionError);
    if (typeof testCase.error === 'string') {
      expect(String(result)).toContain(testCase.error);
    }
  }
}

(present ? describe : describe.skip)(
  'the shared expression cases (skipped where ../shared is absent)',
  () => {
    const cases = casesOf('cases.json').filter(({ id }) => !DEVIATIONS.has(id));
    test.each(cases.map((testCase) => [`${testCase.tier} ${testCase.id}`, testCase] as const))(
      '%s',
      async (_, testCase) => {
        const vars = withoutNulls(testCase.vars) as Record<string, unknown>;
        await check(testCase, Object.keys(vars).length === 0 ? {} : { vars });
      },
    );
  },
);

/** These need files in a real internal storage; the server's own tests cover them. */
const NEEDS_SERVER: ReadonlySet<string> = new Set([
  'read-task-output-uri',
  'file-size-parent-execution',
]);

(present ? describe : describe.skip)('the shared context cases (two need a server)', () => {
  const cases = casesOf('context-cases.json').filter(({ id }) => !NEEDS_SERVER.has(id));
  test.each(cases.map((testCase) => [`${testCase.tier} ${testCase.id}`, testCase] as const))(
    '%s',
    async (_, testCase) => {
      await check(testCase, rootsOf(testCase), hostOf(testCase));
    },
  );
});

function rootsOf({ vars, setup }: Case): Record<string, unknown> {
  const written =
    setup?.variablesYaml === undefined ? withoutNulls(vars) : parseYaml(setup.variablesYaml);
  const own = isMap(written) && Object.keys(written).length > 0 ? { vars: written } : {};
  return { ...setup?.context, ...own };
}

/** A host over the stores of the case; everything that they do not hold is refused. */
function hostOf({ setup = {} }: Case): ExpressionHost {
  const flow = setup.context?.['flow'];
  const namespace = isMap(flow) ? String(flow['namespace']) : '';
  const found = <T>(value: T | undefined): T => {
    if (value === undefined) {
      throw new IllegalArgumentError('not found');
    }
    return value;
  };
  return {
    secret: (name) => Promise.resolve().then(() => found(setup.secrets?.[name])),
    kv: (key, other, errorOnMissing) => {
      const value = setup.kv?.[other ?? namespace]?.[key];
      return errorOnMissing ? found(value) : (value ?? null);
    },
    read: (path) => Promise.resolve().then(() => found(setup.namespaceFiles?.[path])),
    fileUri: (path) => {
      if (path.includes('../')) {
        throw new IllegalArgumentError('refused');
      }
      return `kestra:///${namespace.replaceAll('.', '/')}/_files/${path.replace(/^\//, '')}`;
    },
    fileSize: () => found<number>(undefined),
    errorLogs: () => [],
  };
}
