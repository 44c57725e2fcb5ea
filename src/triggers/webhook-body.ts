import { readJson } from '../model/json.js';

/** A JSON object or array becomes a value whatever its Content-Type says, everything else stays text (triggers.md §6). */
export function webhookBody(text: string | undefined): unknown {
  if (text === undefined || text === '') {
    return undefined;
  }
  if (!/^\s*[[{]/.test(text)) {
    return text;
  }
  try {
    return readJson(text);
  } catch {
    return text;
  }
}

/** Name → list of texts, for headers and query parameters. */
export function listsOf(
  values: Readonly<Record<string, unknown>>,
): Record<string, readonly string[]> {
  const lists: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) {
      lists[name] = Array.isArray(value) ? value.map(String) : [String(value)];
    }
  }
  return lists;
}
