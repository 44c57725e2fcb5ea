/** engine.md §5.4: false only for null and the exact texts `false`, `0`, `-0` and empty. */
export function isTruthy(rendered: unknown): boolean {
  const text = rendered === null || rendered === undefined ? '' : String(rendered);
  return text !== 'false' && text !== '0' && text !== '-0' && text !== '';
}
