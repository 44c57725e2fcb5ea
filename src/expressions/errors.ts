import { DomainError } from '../model/errors.js';

/** A template that cannot be parsed or rendered. `index` is where in `template`. */
export class ExpressionError extends DomainError {
  constructor(
    message: string,
    readonly template: string,
    readonly index: number,
    options?: ErrorOptions,
  ) {
    super('ILLEGAL_ARGUMENT', message, options);
  }

  /** Says what is wrong, where, and what was probably meant. */
  static at(
    problem: string,
    template: string,
    index: number,
    { hint = '', cause }: { hint?: string; cause?: unknown } = {},
  ): ExpressionError {
    const message = `${problem} in ${placeText(template, index)}${hint}`;
    return new ExpressionError(message, template, index, cause === undefined ? {} : { cause });
  }
}

/** A root variable, attribute or index that does not exist: the only kind that `??`, `default` and `is defined` catch. */
export class UndefinedVariableError extends ExpressionError {
  constructor(variable: string, template: string, index: number, hint = '') {
    const place = placeText(template, index);
    super(`Unable to find \`${variable}\` used in ${place}${hint}`, template, index);
  }
}

/** Templates up to this length are told whole; of longer ones the part around the place. */
const MAX_TOLD = 1_000;
const TOLD_AROUND = 120;

/** Lines and columns count from 1. */
function placeText(template: string, index: number): string {
  const before = template.slice(0, index);
  const line = before.split('\n').length;
  const column = index - before.lastIndexOf('\n');
  return `the expression \`${excerpt(template, index)}\` at line ${line}, column ${column}`;
}

function excerpt(template: string, index: number): string {
  if (template.length <= MAX_TOLD) {
    return template;
  }
  const [start, end] = [Math.max(0, index - TOLD_AROUND), index + TOLD_AROUND];
  return `${start > 0 ? '…' : ''}${template.slice(start, end)}${end < template.length ? '…' : ''}`;
}

/** What filters, functions and operators throw; the evaluator adds where it happened. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly hint = '',
  ) {
    super(message);
  }
}

const MAX_SUGGESTION_DISTANCE = 3;

/** `, did you mean …?` when a known name is close to the misspelt one, else empty. */
export function suggestion(name: string, known: Iterable<string>): string {
  const limit = Math.min(MAX_SUGGESTION_DISTANCE, Math.floor(name.length / 2));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) {
      continue;
    }
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      [best, bestDistance] = [candidate, distance];
    }
  }
  return best === undefined ? '' : `, did you mean \`${best}\`?`;
}

/** Insertions, removals, replacements and swapped neighbours between two names. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const added = (current[column - 1] ?? 0) + 1;
      const removed = (previous[column] ?? 0) + 1;
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swapped = isSwap ? (beforePrevious[column - 2] ?? 0) + 1 : Infinity;
      current.push(Math.min(replaced, added, removed, swapped));
    }
    [beforePrevious, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
}
