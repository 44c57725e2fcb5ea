import type { TestDefinition } from './definition.js';
import { Failure } from './errors.js';
import { isEmpty, isList, isMap, kindOf } from './values/data.js';
import { isInteger, toBigInt } from './values/numbers.js';
import { parseJson } from './values/json.js';

/** `is NAME` (expressions.md §6). `defined` is not here: it looks at the expression, not at a value. */
export const TESTS: ReadonlyMap<string, TestDefinition> = new Map<string, TestDefinition>([
  ['null', (value) => value === null],
  ['empty', isEmpty],
  ['even', (value) => isEven(value)],
  ['odd', (value) => !isEven(value)],
  ['iterable', isList],
  ['map', isMap],
  ['json', isJson],
]);

function isEven(value: unknown): boolean {
  if (!isInteger(value)) {
    throw new Failure(`Only integers are even or odd, not ${kindOf(value)}`);
  }
  return typeof value === 'number' ? value % 2 === 0 : toBigInt(value) % 2n === 0n;
}

function isJson(value: unknown): boolean {
  if (typeof value !== 'string') {
    throw new Failure(`\`is json\` needs a text, not ${kindOf(value)}`);
  }
  try {
    parseJson(value);
    return true;
  } catch {
    return false;
  }
}
