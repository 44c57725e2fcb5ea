/** A key and a value; keys beginning with `system.` are reserved (engine.md §18). */
export interface Label {
  readonly key: string;
  readonly value: string;
}

export const SYSTEM_LABEL_PREFIX = 'system.';
export const CORRELATION_ID = 'system.correlationId';

export function isSystemLabel(label: Label): boolean {
  return label.key.startsWith(SYSTEM_LABEL_PREFIX);
}
