import type { Task } from '../../model/task.js';
import { enabled } from '../enabled.js';
import { type Flowable, listOf, sequential } from './flowable.js';

/**
 * engine.md §6.5: the tasks of a template one after another. Whoever reads the flow puts them into the task; `problem`
 * says why that was not possible.
 */
export const template: Flowable = {
  children: (task) => [listOf(task['tasks'])],
  asks: (task) => [{ name: 'args', expression: task['args'] ?? {} }],
  start: (task, answers) =>
    task['tasks'] === undefined
      ? { error: problemOf(task) }
      : { outputs: { args: answers['args'] } },
  plan: (task) => sequential(enabled(task['tasks'])),
};

function problemOf({ namespace, templateId, problem }: Task): string {
  return typeof problem === 'string'
    ? problem
    : `Can't find flow template '${String(namespace)}.${String(templateId)}': templates are switched off` +
        ' (kestra.templates.enabled); io.kestra.plugin.core.flow.Subflow does the same without them';
}
