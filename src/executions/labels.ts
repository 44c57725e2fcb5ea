import { IllegalArgumentError } from '../model/errors.js';
import { CORRELATION_ID, isSystemLabel } from '../model/label.js';
import type { Label } from '../model/label.js';

/** As a client sent it: anything may be missing. */
export interface RequestedLabel {
  readonly key?: unknown;
  readonly value?: unknown;
}

/** Labels of a request that creates an execution (engine.md §18). */
export function checkCreationLabels(labels: readonly Label[]): void {
  const reserved = labels.find((label) => isSystemLabel(label) && label.key !== CORRELATION_ID);
  if (reserved) {
    throw reservedError(reserved);
  }
}

/**
 * What a "set labels" call sets (api.md §5.5): entries with empty key and value are dropped, system labels the execution
 * has may come again unchanged. Throws IllegalArgumentError for any other system label and for nulls.
 */
export function labelsToSet(
  requested: readonly RequestedLabel[],
  present: readonly Label[],
): readonly Label[] {
  const labels = requested
    .map(checkedLabel)
    .filter((label) => label.key !== '' || label.value !== '');
  const blank = labels.find((label) => label.key === '' || label.value === '');
  if (blank) {
    throw new IllegalArgumentError(
      `a label needs a key and a value, received \`${blank.key}:${blank.value}\``,
    );
  }
  const changed = labels.filter(
    (label) => !present.some((old) => old.key === label.key && old.value === label.value),
  );
  const reserved = changed.find(isSystemLabel);
  if (reserved) {
    throw reservedError(reserved);
  }
  return changed;
}

function checkedLabel({ key, value }: RequestedLabel): Label {
  if (
    typeof key !== 'string' ||
    value === null ||
    value === undefined ||
    typeof value === 'object'
  ) {
    throw new IllegalArgumentError('the key and the value of a label must not be null');
  }
  return { key: key.trim(), value: String(value) };
}

function reservedError(label: Label): IllegalArgumentError {
  return new IllegalArgumentError(
    `System labels can only be set by Kestra itself, offending label: ${label.key}=${label.value}`,
  );
}
