import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkSyntax, ExpressionError, render, variablesOf } from './index.js';

const variables = variablesOf({ vars: { a: 1, b: 'text', l: [1, 'x'], m: { k: null } } });

/** Fragments that meet each other in every order: far likelier to reach odd states than random characters. */
const FRAGMENTS = [
  '{{',
  '}}',
  '{%',
  '%}',
  '{#',
  '#}',
  '{{-',
  '-}}',
  '-',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  "'",
  '"',
  '#{',
  '\\',
  ',',
  ':',
  '|',
  '?',
  '??',
  '???',
  '..',
  '.',
  '~',
  '==',
  '<',
  '+',
  '*',
  '/',
  '=',
  ' is ',
  ' is not ',
  ' not ',
  ' and ',
  ' contains ',
  'vars',
  '.a',
  '.b',
  '.l',
  '.m',
  'upper',
  'default',
  "'x'",
  '1',
  '2.5',
  '12L',
  'null',
  'true',
  ' if ',
  ' endif ',
  ' for ',
  ' in ',
  ' endfor ',
  ' set ',
  ' macro ',
  ' endmacro ',
  ' block ',
  ' endblock ',
  ' filter ',
  ' endfilter ',
  'raw',
  'endraw',
  'verbatim',
  'endverbatim',
  'elseif',
  ' else ',
  '\n',
  ' ',
  'é',
  '😀',
];

const soup = fc
  .array(fc.constantFrom(...FRAGMENTS), { maxLength: 25 })
  .map((parts) => parts.join(''));
const template = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  soup,
  soup.map((text) => `{{ ${text} }}`),
);

describe('any text', () => {
  test('either parses or is refused with an ExpressionError', () => {
    fc.assert(
      fc.property(template, (text) => {
        const problem = checkSyntax(text);
        expect(problem === undefined || problem instanceof ExpressionError).toBe(true);
      }),
      { numRuns: 1_500 },
    );
  });

  test('either renders to a text or fails with an ExpressionError', () => {
    fc.assert(
      fc.property(template, (text) => {
        try {
          expect(typeof render(text, { variables })).toBe('string');
        } catch (error) {
          if (!(error instanceof ExpressionError)) {
            throw error;
          }
        }
      }),
      { numRuns: 1_500 },
    );
  });

  test('without { is rendered as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = text.replaceAll('{', '');
        expect(render(plain, { variables })).toBe(plain);
      }),
    );
  });
});

test('a text survives being quoted as a literal', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!text.endsWith('\\') && !text.includes("\\'") && !text.includes('raw'));
      expect(render(`{{ '${text.replaceAll("'", "\\'")}' }}`, { variables })).toBe(text);
    }),
  );
});

test('toJson and fromJson are inverse for data without null entries', () => {
  const value = fc
    .jsonValue({ noUnicodeString: false })
    .filter((data) => !JSON.stringify(data).includes('null'));
  fc.assert(
    fc.property(value, (data) => {
      const own = variablesOf({ data });
      expect(render('{{ fromJson(data | toJson) == data }}', { variables: own })).toBe('true');
    }),
  );
});
