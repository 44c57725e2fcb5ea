const FALSY: ReadonlySet<string> = new Set(['false', '0', '-0', '']);

/** engine.md §5.4: exact, no trim, case-sensitive. */
export function isTruthy(value: unknown): boolean {
  return value !== null && value !== undefined && !FALSY.has(String(value));
}
