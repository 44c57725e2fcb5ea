import { readJson, stringifyJson } from '../../model/json.js';
import { Double } from '../../model/numbers.js';
import type { TaskRun } from '../../model/task-run.js';
import type { Started } from './flowable.js';

/**
 * The values of a loop, frozen when its task run starts (engine.md §6.1): text of a JSON array, or a YAML list; distinct,
 * order kept; strings as they are, everything else as JSON text.
 */
export function frozenValues(answer: unknown): Started {
  const elements = typeof answer === 'string' ? parsedArray(answer) : answer;
  if (!Array.isArray(elements)) {
    return { error: `Unable to read the values of the loop as a JSON array: ${String(answer)}` };
  }
  const nulls = elements.filter((element) => element === null || element === undefined).length;
  if (nulls > 0) {
    return {
      error: `Found '${nulls}' null values on Each, with values=${stringifyJson(elements)}`,
    };
  }
  const written: readonly unknown[] = Array.isArray(answer) ? answer : [];
  const odd = written.find((element) => !isListElement(element));
  if (odd !== undefined) {
    return { error: `Unknown value element type: ${stringifyJson(odd)}` };
  }
  return { memo: { values: [...new Set(elements.map(asText))] } };
}

export function valuesOf(run: TaskRun): readonly string[] {
  return (run.memo?.['values'] as readonly string[] | undefined) ?? [];
}

function parsedArray(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}

/** A YAML list holds strings, integers and maps only. */
function isListElement(element: unknown): boolean {
  if (typeof element === 'number') {
    return Number.isInteger(element);
  }
  const isMap =
    typeof element === 'object' && !Array.isArray(element) && !(element instanceof Double);
  return typeof element === 'string' || typeof element === 'bigint' || isMap;
}

function asText(element: unknown): string {
  return typeof element === 'string' ? element : stringifyJson(element);
}
