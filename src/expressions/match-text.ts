import { IllegalArgumentError } from '../model/errors.js';
import { Failure } from './errors.js';
import { Pattern } from './java/pattern.js';

/** Does a user's regular expression (Java's syntax) match all of the text? Throws IllegalArgumentError when it is none. */
export function matchesPattern(source: string, text: string): boolean {
  return refusing(() => Pattern.matchesWhole(source, text));
}

/** Throws IllegalArgumentError when the text is no regular expression. */
export function checkPattern(source: string): void {
  refusing(() => Pattern.of(source));
}

function refusing<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (error instanceof Failure) {
      throw new IllegalArgumentError(error.message, { cause: error });
    }
    throw error;
  }
}
