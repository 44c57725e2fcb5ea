import { FILTERS } from './filters/index.js';
import { FUNCTIONS } from './functions/index.js';

export interface FunctionSignature {
  readonly name: string;
  readonly arguments: readonly string[];
}

export function filterNames(): string[] {
  return [...FILTERS.keys()].sort();
}

/** Functions with their arguments in positional order; none for those that take any number. */
export function functionNames(): FunctionSignature[] {
  return [...FUNCTIONS]
    .map(([name, { parameters }]) => ({ name, arguments: parameters === 'any' ? [] : parameters }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}
