import { checkPattern } from '../../expressions/index.js';
import type { Reader } from '../document/reader.js';
import { shown } from '../document/reader.js';

/** A regular expression of an input, in Java's syntax. */
export const regex: Reader<string> = (value, path, findings) => {
  const source = String(value);
  try {
    checkPattern(source);
  } catch (error) {
    findings.violation(
      path,
      `must be a regular expression, but is ${shown(value)}: ${(error as Error).message}`,
    );
  }
  return source;
};
