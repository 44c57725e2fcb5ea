import type { Task } from '../../model/task.js';
import { type Flowable, sequential } from './flowable.js';

export const FOR_EACH_ITEM = 'io.kestra.plugin.core.flow.ForEachItem';
const SPLIT = `${FOR_EACH_ITEM}$ForEachItemSplit`;
export const EXECUTABLE = `${FOR_EACH_ITEM}$ForEachItemExecutable`;
export const MERGE_OUTPUTS = `${FOR_EACH_ITEM}$ForEachItemMergeOutputs`;

/** engine.md §11: split the file, a subflow per batch, merge their outputs; three generated tasks in sequence. */
export const forEachItem: Flowable = {
  children: (task) => [generated(task)],
  plan: (task) => sequential(generated(task)),
};

const known = new WeakMap<Task, readonly Task[]>();

/** The batches inherit what concerns subflows; `allowFailure` and the like stay with the whole. */
function generated(task: Task): readonly Task[] {
  const tasks = known.get(task) ?? [
    { id: `${task.id}_split`, type: SPLIT, items: task['items'], batch: task['batch'] },
    { ...subflowProperties(task), id: `${task.id}_items`, type: EXECUTABLE },
    { id: `${task.id}_merge`, type: MERGE_OUTPUTS },
  ];
  known.set(task, tasks);
  return tasks;
}

const SUBFLOW_PROPERTIES = [
  'namespace',
  'flowId',
  'revision',
  'inputs',
  'labels',
  'inheritLabels',
  'wait',
  'transmitFailed',
  'scheduleDate',
  'restartBehavior',
  'concurrencyLimit',
];

function subflowProperties(task: Task): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    SUBFLOW_PROPERTIES.filter((name) => task[name] !== undefined).map((name) => [name, task[name]]),
  );
}
