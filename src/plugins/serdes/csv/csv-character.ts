import { IllegalArgumentError } from '../../../model/errors.js';

/** A property that is one character; `\t` written as two means a tab. */
export function character(property: string, text: string): string {
  const found = text === '\\t' ? '\t' : text;
  if (found.length !== 1) {
    throw new IllegalArgumentError(`${property}: must be one character, but received \`${text}\``);
  }
  return found;
}
