import { isSystemLabel, type Label } from '../model/label.js';

/** Labels as flows write them: a map or a list of `{key, value}` (engine.md §18). Undefined when it is neither. */
export function toLabels(value: unknown): readonly Label[] | undefined {
  if (value === undefined || value === null) {
    return [];
  }
  if (Array.isArray(value)) {
    const labels = value.map(toLabel);
    return labels.every((label) => label !== undefined) ? labels : undefined;
  }
  if (typeof value !== 'object') {
    return undefined;
  }
  return Object.entries(value).map(([key, text]) => ({ key, value: asText(text) }));
}

/**
 * Values of equal keys are replaced where they stand, others come last. A key that occurs twice and is not replaced stays
 * as it is: the first one counts.
 */
export function mergeLabels(old: readonly Label[], added: readonly Label[]): readonly Label[] {
  const left = new Map(added.map((label) => [label.key, label]));
  const replaced = new Set(left.keys());
  const kept = old.flatMap((label) => {
    const value = replaced.has(label.key) ? left.get(label.key) : label;
    left.delete(label.key);
    return value ?? [];
  });
  return [...kept, ...left.values()];
}

/** What is wrong with labels that a task or a caller sets: `system.*` is reserved. */
export function reservedLabel(labels: readonly Label[]): string | undefined {
  const reserved = labels.find(isSystemLabel);
  return (
    reserved &&
    `System labels can only be set by the system itself, offending label: ${reserved.key}=${reserved.value}`
  );
}

function toLabel(item: unknown): Label | undefined {
  if (typeof item !== 'object' || item === null || !('key' in item) || !('value' in item)) {
    return undefined;
  }
  return { key: asText(item.key), value: asText(item.value) };
}

function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
