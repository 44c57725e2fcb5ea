import { Failure } from '../errors.js';
import { calculate } from '../values/arithmetic.js';
import { kindOf } from '../values/data.js';
import { isInteger, isNumber } from '../values/numbers.js';
import { print, printPlainly } from '../values/print.js';
import { checkLength } from './budget.js';

/** Where a template writes: `text` its own text, `value` what `{{ … }}` yields. */
export interface Output {
  text(text: string): void;
  value(value: unknown): void;
}

export class TextOutput implements Output {
  result = '';

  text(text: string): void {
    this.result += text;
    checkLength(this.result.length);
  }

  value(value: unknown): void {
    this.text(typeof value === 'string' ? value : print(value));
  }
}

/** Inside macros, blocks and filter tags structures print in Java's form (expressions.md §1.8). */
export class PlainOutput extends TextOutput {
  override value(value: unknown): void {
    this.text(printPlainly(value));
  }
}

/**
 * Typed rendering (§1.10): one expression keeps its type, texts are joined, numbers of one type are added up,
 * everything else next to each other fails.
 */
export class TypedOutput implements Output {
  result: unknown = null;

  text(text: string): void {
    if (text !== '') {
      this.value(text);
    }
  }

  value(value: unknown): void {
    if (value === null || value === undefined) {
      return;
    }
    this.result = this.result === null ? value : joined(this.result, value);
  }
}

function joined(left: unknown, right: unknown): unknown {
  if (typeof left === 'string' && typeof right === 'string') {
    checkLength(left.length + right.length);
    return left + right;
  }
  if (isNumber(left) && isNumber(right) && isInteger(left) === isInteger(right)) {
    return calculate('+', left, right);
  }
  throw new Failure(`${kindOf(left)} and ${kindOf(right)} next to each other have no common type`);
}
