import { enabled } from '../enabled.js';
import { isTruthy } from '../truthy.js';
import { type Flowable, listOf, sequential } from './flowable.js';

/** engine.md §6.2: the condition is evaluated once and kept in the outputs, so the branch cannot flip. */
export const ifTask: Flowable = {
  children: (task) => [listOf(task['then']), listOf(task['else'])],
  asks: (task) => [{ name: 'condition', expression: task['condition'] }],
  start: (_task, answers) => ({ outputs: { evaluationResult: isTruthy(answers['condition']) } }),
  plan: (task, run) =>
    sequential(enabled(run.outputs?.['evaluationResult'] === true ? task['then'] : task['else'])),
};
