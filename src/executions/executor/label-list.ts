import { IllegalArgumentError } from '../../model/errors.js';
import { isSystemLabel, type Label } from '../../model/label.js';

/** Rendered labels of a task, a map or a list of pairs (engine.md §18); empty values are dropped. */
export function labelsOf(rendered: unknown): Label[] {
  const pairs = Array.isArray(rendered)
    ? (rendered as Partial<Label>[]).map(({ key, value }) => [String(key), value] as const)
    : Object.entries((rendered ?? {}) as Record<string, unknown>);
  const labels = pairs
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([key, value]) => ({ key, value: String(value) }));
  const reserved = labels.find(isSystemLabel);
  if (reserved !== undefined) {
    throw new IllegalArgumentError(
      `System labels can only be set by Kestra itself, offending label: ${reserved.key}`,
    );
  }
  return labels;
}
