import { describe, expect, test } from '@jest/globals';
import { InvalidEntityError } from '../model/errors.js';
import type { Input, InputType } from '../model/input.js';
import { Double } from '../model/numbers.js';
import { resolveInputs, valuesOf } from './inputs.js';
import type { InputHost, RawInputs } from './inputs.js';

const upload = { fieldname: 'f', originalname: 'data.csv', path: '/spool/1', size: 5 };

/** Renders `{{ inputs.x }}` and `{{ inputs.x == 'v' }}`; fails on anything else. */
const host: InputHost = {
  renderTyped: (template, inputs) => {
    const match = /^\{\{ inputs\.(\w+)(?: == '(\w+)')? \}\}$/.exec(String(template));
    const [, name = '', expected] = match ?? [];
    if (!match) {
      return template;
    }
    if (!Object.hasOwn(inputs, name)) {
      throw new TypeError(`Unable to find \`${name}\``);
    }
    return expected === undefined ? inputs[name] : inputs[name] === expected;
  },
  storeFile: (input, file) => Promise.resolve(`kestra:///x/${input.id}/${file.originalname}`),
  encrypt: (text) => ({ encrypted: text.length }),
};

async function valueOf(
  input: Partial<Input> & { type: InputType },
  raw: unknown,
): Promise<unknown> {
  return valuesOf(await resolveInputs([{ id: 'x', ...input }], { x: raw }, host))['x'];
}

async function messageOf(
  input: Partial<Input> & { type: InputType },
  raw: unknown,
): Promise<string | undefined> {
  const [result] = await resolveInputs([{ id: 'x', ...input }], { x: raw }, host);
  return result?.error;
}

describe('a default has the type of its input', () => {
  test.each<[InputType, unknown, unknown]>([
    ['STRING', 5, '5'],
    ['STRING', true, 'true'],
    ['SECRET', 1234, { encrypted: 4 }],
    ['INT', '5', 5],
    ['JSON', { a: 1 }, { a: 1 }],
  ])('%s %j', async (type, defaults, expected) => {
    expect(await valueOf({ type, defaults }, undefined)).toEqual(expected);
  });

  test('that a template renders too', async () => {
    const inputs: Input[] = [
      { id: 'n', type: 'INT' },
      { id: 'text', type: 'STRING', defaults: '{{ inputs.n }}' },
    ];
    expect(valuesOf(await resolveInputs(inputs, { n: '7' }, host))).toEqual({ n: 7, text: '7' });
  });

  test('so has the first choice', async () => {
    const input = { type: 'SELECT', values: [1, 2], autoSelectFirst: true } as const;
    expect(await valueOf(input, undefined)).toBe('1');
  });
});

describe('a raw value becomes a value of its type', () => {
  test.each<[InputType, unknown, unknown]>([
    ['STRING', 'text', 'text'],
    ['STRING', '', ''],
    ['STRING', 12, 12],
    ['INT', '42', 42],
    ['INT', 42, 42],
    ['FLOAT', '42.42', 42.42],
    ['FLOAT', '0.1', 0.1],
    ['FLOAT', '3', new Double(3)],
    ['BOOLEAN', 'TRUE', true],
    ['BOOLEAN', 'yes', false],
    ['BOOL', true, true],
    ['DATETIME', '2024-01-01T01:00:00+01:00', '2024-01-01T00:00:00Z'],
    ['DATETIME', '2024-01-01T00:00:00.1234Z', '2024-01-01T00:00:00.123400Z'],
    ['DATE', '2024-02-29', '2024-02-29'],
    ['TIME', '18:27:49', '18:27:49'],
    ['TIME', '01:00:00', '01:00'],
    ['DURATION', 'PT5M6S', new Double(306)],
    ['DURATION', 'pt0.25s', 0.25],
    ['JSON', '{"a": [1, 2.0]}', { a: [1, new Double(2)] }],
    ['JSON', { a: 1 }, { a: 1 }],
    ['YAML', 'a: 1\nb: [x, 2.0]', { a: 1, b: ['x', new Double(2)] }],
    ['URI', 'https://www.google.com', 'https://www.google.com'],
    ['EMAIL', 'a@example.com', 'a@example.com'],
    ['SECRET', 'secret', { encrypted: 6 }],
    ['FILE', 'kestra:///a/b', 'kestra:///a/b'],
    ['FILE', upload, 'kestra:///x/x/data.csv'],
    ['MULTISELECT', '["a", "b"]', ['a', 'b']],
  ])('%s %j', async (type, raw, expected) => {
    expect(await valueOf({ type }, raw)).toEqual(expected);
  });

  test('items of an ARRAY are typed one by one', async () => {
    expect(await valueOf({ type: 'ARRAY', itemType: 'INT' }, '["1", 2]')).toEqual([1, 2]);
  });
});

describe('a value that its type does not take is refused', () => {
  test.each<[InputType, unknown]>([
    ['INT', '1.0'],
    ['INT', '2147483648'],
    ['INT', ''],
    ['FLOAT', 'x'],
    ['FLOAT', '1e40'],
    ['DATETIME', '2024-01-01T00:00:00'],
    ['DATETIME', '2024-02-30T00:00:00Z'],
    ['DATE', '2023-02-29'],
    ['TIME', '25:00'],
    ['DURATION', '5 minutes'],
    ['JSON', '{'],
    ['YAML', 'a: [1'],
    ['ARRAY', '{"a": 1}'],
    ['FILE', '/etc/passwd'],
  ])('%s %j', async (type, raw) => {
    expect(await messageOf({ type }, raw)).toMatch(
      `Invalid input for \`x\`, Expected \`${type}\` but received \`${String(raw)}\``,
    );
  });

  test.each<[string, Partial<Input> & { type: InputType }, unknown, string]>([
    [
      'pattern',
      { type: 'STRING', validator: 'A\\d+' },
      'xA1',
      'it must match the pattern `A\\d+`, but received `xA1`',
    ],
    ['int min', { type: 'INT', min: 10 }, '9', 'it must be more than `10`, but received `9`'],
    ['int max', { type: 'INT', max: 20 }, '21', 'it must be less than `20`, but received `21`'],
    [
      'float min',
      { type: 'FLOAT', min: 0.1 },
      '0.01',
      'it must be more than `0.1`, but received `0.01`',
    ],
    [
      'date before',
      { type: 'DATE', before: '2023-12-31' },
      '2024-01-01',
      'it must be before `2023-12-31`, but received `2024-01-01`',
    ],
    [
      'instant after',
      { type: 'DATETIME', after: '2023-01-01T00:00:00Z' },
      '2022-01-01T00:00:00Z',
      'it must be after `2023-01-01T00:00:00Z`, but received `2022-01-01T00:00:00Z`',
    ],
    [
      'time after',
      { type: 'TIME', after: '01:00:00' },
      '00:59:00',
      'it must be after `01:00`, but received `00:59:00`',
    ],
    [
      'time before',
      { type: 'TIME', before: '11:59:59' },
      '14:00:00',
      'it must be before `11:59:59`, but received `14:00:00`',
    ],
    [
      'duration min',
      { type: 'DURATION', min: 'PT10S' },
      'PT1S',
      'It must be more than `PT10S`, but received `PT1S`',
    ],
    [
      'duration max',
      { type: 'DURATION', max: 'PT20S' },
      'PT21S',
      'It must be less than `PT20S`, but received `PT21S`',
    ],
    [
      'enum',
      { type: 'ENUM', values: ['A', 'B'] },
      'C',
      'it must match the values `[A, B]`, but received `C`',
    ],
    [
      'select',
      { type: 'SELECT', values: ['A', 'B'] },
      'C',
      'it must match the values `[A, B]`, but received `C`',
    ],
    [
      'multiselect',
      { type: 'MULTISELECT', values: ['A', 'B'] },
      '["A", "C"]',
      'it must match the values `[A, B]`, but received `["A", "C"]`',
    ],
    [
      'uri',
      { type: 'URI' },
      'http:/bla',
      'Expected `URI` but received `http:/bla`, but received `http:/bla`',
    ],
    [
      'array item',
      { type: 'ARRAY', itemType: 'INT' },
      '["s1", "s2"]',
      'Unable to parse array element as `INT` on `s1`, but received `["s1", "s2"]`',
    ],
    ['missing', { type: 'STRING' }, undefined, 'missing required input, but received `null`'],
    [
      'secret',
      { type: 'SECRET', validator: '\\d+' },
      'pass',
      'it must match the pattern `\\d+`, but received `******`',
    ],
    [
      'empty file',
      { type: 'FILE' },
      { ...upload, size: 0 },
      "Can't upload file: data.csv, but received `data.csv`",
    ],
    [
      'extension',
      { type: 'FILE', allowedFileExtensions: ['.json'] },
      upload,
      'it must have one of the extensions `[.json]`, but received `data.csv`',
    ],
  ])('%s', async (_name, input, raw, expected) => {
    expect(await messageOf(input, raw)).toBe(`Invalid input for \`x\`, ${expected}`);
  });

  test('both bounds belong to the range', async () => {
    expect(await valueOf({ type: 'INT', min: 10, max: 10 }, '10')).toBe(10);
    expect(await valueOf({ type: 'TIME', after: '01:00:00' }, '01:00:00')).toBe('01:00');
  });

  test('a secret needs an encryption key', async () => {
    const { renderTyped, storeFile } = host;
    const [result] = await resolveInputs(
      [{ id: 'x', type: 'SECRET' }],
      { x: 's' },
      { renderTyped, storeFile },
    );
    expect(result?.error).toContain(
      'Unable to use a `SECRET` input/output as encryption is not configured',
    );
  });
});

describe('inputs are resolved together', () => {
  const resolve = (inputs: readonly Input[], raw: RawInputs) => resolveInputs(inputs, raw, host);

  test('dotted ids build nested maps, an optional input without value is an explicit null', async () => {
    const inputs: Input[] = [
      { id: 'a.b', type: 'STRING' },
      { id: 'a.c.d', type: 'INT' },
      { id: 'e', type: 'STRING', required: false },
    ];
    expect(valuesOf(await resolve(inputs, { 'a.b': 'x', a: { c: { d: 1 } } }))).toEqual({
      a: { b: 'x', c: { d: 1 } },
      e: null,
    });
  });

  test('a default stands in for a missing value and may refer to inputs above', async () => {
    const inputs: Input[] = [
      { id: 'a', type: 'STRING', defaults: '' },
      { id: 'b', type: 'STRING', defaults: '{{ inputs.a }}', required: false },
    ];
    const results = await resolve(inputs, { a: 'given' });
    expect(results.map(({ value, isDefault }) => [value, isDefault])).toEqual([
      ['given', false],
      ['given', true],
    ]);
  });

  test('every problem is reported at once', async () => {
    const inputs: Input[] = [
      { id: 'a', type: 'INT' },
      { id: 'b', type: 'STRING' },
    ];
    const results = await resolve(inputs, { a: 'x' });
    expect(() => valuesOf(results)).toThrow(InvalidEntityError);
    expect(() => valuesOf(results)).toThrow(/`a`.*`b`, missing required input/s);
  });

  test('a disabled input is left out even if it is required or sent, and so are those that depend on it', async () => {
    const inputs: Input[] = [
      { id: 'c', type: 'STRING', dependsOn: { inputs: ['b'] } },
      { id: 'a', type: 'STRING' },
      { id: 'b', type: 'STRING', dependsOn: { inputs: ['a'], condition: "{{ inputs.a == 'v' }}" } },
    ];
    expect(valuesOf(await resolve(inputs, { a: 'v', b: '1', c: '2' }))).toEqual({
      a: 'v',
      b: '1',
      c: '2',
    });
    expect(valuesOf(await resolve(inputs, { a: 'w', b: '1' }))).toEqual({ a: 'w' });
  });

  test('a condition that cannot be rendered disables its input and is told by validation only', async () => {
    const inputs: Input[] = [
      { id: 'a', type: 'STRING', dependsOn: { condition: '{{ inputs.missing }}' } },
    ];
    const results = await resolve(inputs, {});
    expect(results).toEqual([
      expect.objectContaining({ enabled: false, error: expect.stringContaining('missing') }),
    ]);
    expect(valuesOf(results)).toEqual({});
  });

  test('the text "true" is not enough for a condition', async () => {
    const inputs: Input[] = [
      { id: 'a', type: 'STRING' },
      { id: 'b', type: 'STRING', dependsOn: { condition: '{{ inputs.a }}' } },
    ];
    expect(valuesOf(await resolve(inputs, { a: 'true', b: 'x' }))).toEqual({ a: 'true' });
  });

  test('values of a select may come from an expression', async () => {
    const inputs: Input[] = [
      { id: 'a', type: 'JSON' },
      { id: 'b', type: 'SELECT', expression: '{{ inputs.a }}' },
    ];
    expect(valuesOf(await resolve(inputs, { a: '["x"]', b: 'x' }))).toMatchObject({ b: 'x' });
    expect((await resolve(inputs, { a: '["x"]', b: 'y' }))[1]?.error).toContain(
      'it must match the values `[x]`',
    );
  });
});
