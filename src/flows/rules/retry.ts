import type { Retry } from '../../model/task.js';
import { bool, decimal, integer, oneOf, record } from '../document/reader.js';
import type { Reader, Tree } from '../document/reader.js';
import { parseDuration } from '../../model/duration.js';
import { duration } from './duration.js';

const TYPES = ['constant', 'exponential', 'random'] as const;
const NEEDED: Readonly<Record<Retry['type'], readonly string[]>> = {
  constant: ['interval'],
  exponential: ['interval', 'maxInterval'],
  random: ['minInterval', 'maxInterval'],
};

const shape = record('io.kestra.core.models.tasks.retrys.AbstractRetry', {
  type: { read: oneOf(TYPES), required: true },
  interval: { read: duration },
  maxInterval: { read: duration },
  minInterval: { read: duration },
  delayFactor: { read: decimal },
  // The only name before 0.24.
  maxAttempts: { read: integer(1), aliases: ['maxAttempt'] },
  maxDuration: { read: duration },
  warningOnRetry: { read: bool },
  behavior: { read: oneOf(['RETRY_FAILED_TASK', 'CREATE_NEW_EXECUTION']) },
});

/** engine.md §13, §13.8. */
export const retry: Reader<Retry> = (value, path, findings) => {
  const result = shape(value, path, findings) as (Tree & Retry) | undefined;
  if (result?.type === undefined) {
    return undefined;
  }
  for (const name of NEEDED[result.type]) {
    if ((value as Tree)[name] === undefined || (value as Tree)[name] === null) {
      findings.violation([...path, name], 'must not be null');
    }
  }
  const less = (
    smaller: 'interval' | 'minInterval',
    larger: 'maxInterval' | 'maxDuration',
  ): void => {
    const [a, b] = [parseDuration(result[smaller]), parseDuration(result[larger])];
    if (a !== undefined && b !== undefined && a >= b) {
      findings.violation(
        [...path, smaller],
        `'${smaller}' must be less than '${larger}' but is ${result[smaller]}`,
      );
    }
  };
  less('interval', 'maxDuration');
  less('interval', 'maxInterval');
  less('minInterval', 'maxInterval');
  return result;
};
