import { parseDuration } from '../../model/duration.js';
import type { Reader } from '../document/reader.js';
import { shown } from '../document/reader.js';

export const duration: Reader<string> = (value, path, findings) => {
  if (parseDuration(value) === undefined) {
    const hint = 'write it as ISO-8601, e.g. PT30S, PT5M or P1D';
    findings.violation(path, `must be a duration, but is ${shown(value)}`, hint);
    return undefined;
  }
  return String(value);
};
