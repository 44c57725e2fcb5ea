import { readJson } from '../../model/json.js';
import { mergeLabels, reservedLabel, toLabels } from '../labels.js';
import type { ExecutorTask } from './executor-task.js';

/** Overwrites and adds labels of the execution; a text must be a JSON map or list. */
export const labels: ExecutorTask = {
  expression: (task) => task['labels'],
  typed: false,
  run(view, _task, rendered) {
    const added = toLabels(typeof rendered === 'string' ? parsed(rendered) : rendered);
    if (added === undefined) {
      return { error: `Labels must be a map or a list of key and value: ${String(rendered)}` };
    }
    const error = reservedLabel(added);
    return error === undefined
      ? { changes: [{ kind: 'LabelsSet', labels: mergeLabels(view.execution.labels, added) }] }
      : { error };
  },
};

function parsed(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return text;
  }
}
