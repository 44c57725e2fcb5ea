import { toText } from './print.js';

const FALSE_TEXTS: ReadonlySet<string> = new Set(['false', '0', '-0', '']);

/** Truth of a rendered property (engine.md §5.4): exact texts, nothing is trimmed. */
export function isTruthy(rendered: unknown): boolean {
  if (rendered === null || rendered === undefined) {
    return false;
  }
  return !FALSE_TEXTS.has(toText(rendered));
}
