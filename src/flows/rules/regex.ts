import type { Reader } from '../document/reader.js';
import { shown } from '../document/reader.js';

/** A regular expression of an input. Java's flags in front (`(?i)`) become JavaScript's. */
export const regex: Reader<string> = (value, path, findings) => {
  const source = String(value);
  const flags = /^\(\?([a-z]+)\)/.exec(source);
  try {
    new RegExp(flags ? source.slice(flags[0].length) : source);
  } catch (error) {
    findings.violation(
      path,
      `must be a regular expression, but is ${shown(value)}: ${(error as Error).message}`,
    );
  }
  return source;
};
