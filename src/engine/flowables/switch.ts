import type { Task } from '../../model/task.js';
import { enabled } from '../enabled.js';
import { type Flowable, listOf, sequential } from './flowable.js';

/** engine.md §6.2: exact comparison as text; no match and no `defaults` is FAILED. */
export const switchTask: Flowable = {
  children: (task) => [...Object.values(casesOf(task)).map(listOf), listOf(task['defaults'])],
  asks: (task) => [{ name: 'value', expression: task['value'] }],
  start(task, answers) {
    const value = String(answers['value'] ?? '');
    const defaults = !Object.hasOwn(casesOf(task), value) && Array.isArray(task['defaults']);
    return { outputs: { value, defaults } };
  },
  plan(task, run) {
    const value = String(run.outputs?.['value']);
    const cases = casesOf(task);
    const tasks = Object.hasOwn(cases, value) ? cases[value] : task['defaults'];
    return Array.isArray(tasks) ? sequential(enabled(tasks)) : undefined;
  },
};

function casesOf(task: Task): Readonly<Record<string, unknown>> {
  const cases = task['cases'];
  return typeof cases === 'object' && cases !== null ? { ...cases } : {};
}
