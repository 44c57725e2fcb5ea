import {
  findTaskRun,
  itemScopeOf,
  outputsSeenAt,
  parentsOf,
  type SeenKeys,
  statesSeenAt,
} from '../../engine/index.js';
import { type Reference, type ReferenceKey, referencesIn } from '../../expressions/index.js';
import type { Task } from '../../model/task.js';
import type { JobScope, ParentVariables, SeenTaskRun } from '../../queues/worker-job.js';
import type { LiveExecution } from './live-execution.js';

/** A job that names more task runs than this says nothing: the worker reads all of them. */
const MOST_NAMED = 100;

/**
 * What a worker elsewhere has to be told, so that it reads what the templates of the task name and not the whole
 * execution. Undefined when only the evaluation knows what they look at.
 */
export function jobScope(
  { view }: LiveExecution,
  taskRunId: string,
  task: Task,
): JobScope | undefined {
  const found = findTaskRun(view, taskRunId);
  const references = referencesOf(task);
  if (found === undefined || references === undefined) {
    return undefined;
  }
  const { memo: _memo, ...taskRun } = found;
  const item = itemScopeOf(view, taskRunId);
  const around = { taskrun: taskRun, item, parents: parentsOf(view, taskRunId) };
  const seen = { outputs: new Map<string, SeenTaskRun>(), tasks: new Map<string, SeenTaskRun>() };
  for (const { root, keys } of references) {
    const [taskId, ...below] = keys.flatMap((key) => keysOf(key, around));
    const runs =
      taskId === undefined
        ? undefined
        : root === 'outputs'
          ? outputsSeenAt(view, taskRunId, taskId, below, MOST_NAMED)
          : statesSeenAt(view, taskId, below, MOST_NAMED);
    const of = seen[root === 'outputs' ? 'outputs' : 'tasks'];
    runs?.forEach((run) => of.set(run.id, run));
    if (runs === undefined || of.size > MOST_NAMED) {
      return undefined;
    }
  }
  return {
    taskRun,
    ...(item && { item }),
    parents: around.parents,
    outputs: [...seen.outputs.values()],
    tasks: [...seen.tasks.values()],
  };
}

const ROOTS: ReadonlySet<string> = new Set(['outputs', 'tasks']);
const known = new WeakMap<Task, readonly Reference[] | 'unknown'>();

function referencesOf(task: Task): readonly Reference[] | undefined {
  let references = known.get(task);
  if (references === undefined) {
    references = referencesIn(task, ROOTS) ?? 'unknown';
    known.set(task, references);
  }
  return references === 'unknown' ? undefined : references;
}

interface Around {
  readonly taskrun: { readonly value?: string };
  readonly item: object | undefined;
  readonly parents: readonly ParentVariables[];
}

function keysOf(key: ReferenceKey, around: Around): SeenKeys {
  switch (key.kind) {
    case 'literal':
      return [key.text];
    case 'variable':
      return [textAt({ ...around, parent: around.parents[0] }, key.path)];
    case 'each': {
      const values = around.parents.map(({ taskrun }) => taskrun?.value).toReversed();
      return [...values, around.taskrun.value].filter((value) => value !== undefined);
    }
    case 'any':
      return [undefined];
  }
}

function textAt(variables: object, path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    variables,
  );
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}
