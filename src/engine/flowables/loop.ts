import type { FlowOutput } from '../../model/input.js';
import { readJson, stringifyJson } from '../../model/json.js';
import type { TaskRun } from '../../model/task-run.js';
import type { Task } from '../../model/task.js';
import { enabled } from '../enabled.js';
import { valuesOf } from './each-values.js';
import {
  countOf,
  type Flowable,
  listOf,
  type Plan,
  sequential,
  type Started,
  type Verdict,
} from './flowable.js';

const LOOP = 'io.kestra.plugin.core.flow.Loop';
export const LOOP_ITERATION = `${LOOP}$Iteration`;

/** What the tasks of an iteration see as `item` (engine.md §22). */
export interface LoopItem {
  readonly index: number;
  readonly value: string;
  /** Of a map. */
  readonly key?: string;
}

/**
 * The loop of 2.0 inside the execution (engine.md §22): per value one generated task run, whose value is the index of the
 * iteration, so that equal values each have theirs. In a failed iteration its `errors` run; `finally` runs once at the end.
 */
export const loop: Flowable = {
  children: (task) => [generated(task)],
  errorsInside: true,
  asks: (task) => [{ name: 'values', expression: task['values'], lines: true }],
  chained: (task) => mannerOf(task).order === 'chains',
  start: (_task, answers) => started(answers['values']),
  plan: (task, run) => ({
    tasks: generated(task),
    values: indices(valuesOf(run)),
    ...mannerOf(task),
  }),
  verdict,
  hold: ({ task, run, passed }, children) =>
    passed && lacksOutputs(task, run)
      ? {
          outputs: { ...run.outputs, outputs: collected(run, children()) },
          memo: { collected: true },
        }
      : undefined,
  ending: (task, state) =>
    transmits(task) || (state !== 'FAILED' && state !== 'WARNING') ? state : 'SUCCESS',
};

/** One iteration: its tasks in sequence, then its outputs, typed as declared. */
export const loopIteration: Flowable = {
  children: (task) => [listOf(task['tasks'])],
  plan: (task) => sequential(enabled(task['tasks'])),
  verdict,
  hold({ task, run, passed }) {
    if (!passed || !lacksOutputs(task, run)) {
      return undefined;
    }
    const outputs = declaredOutputs(task);
    const expression = Object.fromEntries(outputs.map(({ id, value }) => [id, value]));
    return { ask: { name: 'outputs', expression, outputs } };
  },
  answered: (_context, answer) => ({
    outputs: answer as Readonly<Record<string, unknown>>,
    memo: { collected: true },
  }),
};

/** The item of an iteration of a loop. */
export function itemOf(loopRun: TaskRun, iteration: TaskRun): LoopItem {
  const index = iteration.iteration ?? 0;
  const key = (loopRun.memo?.['keys'] as readonly string[] | undefined)?.[index];
  return { index, value: valuesOf(loopRun)[index] ?? '', ...(key !== undefined && { key }) };
}

function started(answer: unknown): Started {
  const found = typeof answer === 'string' ? parsed(answer) : answer;
  if (typeof found !== 'object' || found === null) {
    return {
      error: `Unable to read the values of the loop as a list, a map or a file: ${String(answer)}`,
    };
  }
  const values: readonly unknown[] = Array.isArray(found) ? found : Object.values(found);
  const keys = Array.isArray(found) ? {} : { keys: Object.keys(found) };
  const texts = values.map((value) => (typeof value === 'string' ? value : stringifyJson(value)));
  return { memo: { values: texts, ...keys }, outputs: { iterationCount: texts.length } };
}

function parsed(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}

function mannerOf(task: Task): Pick<Plan, 'order' | 'limit'> {
  const limit = countOf(task['concurrencyLimit']) ?? 1;
  return { order: limit === 1 ? 'sequential' : 'chains', limit };
}

function transmits(task: Task): boolean {
  return task['transmitFailed'] !== false;
}

/** In the order of the iterations; one that failed has no outputs. */
function collected(run: TaskRun, children: readonly TaskRun[]): readonly object[] {
  return children
    .toSorted((a, b) => (a.iteration ?? 0) - (b.iteration ?? 0))
    .map((iteration) => {
      const { index, ...item } = itemOf(run, iteration);
      const { outputs } = iteration;
      return { item: { ...item, iteration: index }, ...(outputs !== undefined && { outputs }) };
    });
}

/** Without its outputs it is not over, unless a child has failed. */
function verdict(task: Task, run: TaskRun): Verdict | undefined {
  return lacksOutputs(task, run) ? { ended: false } : undefined;
}

function lacksOutputs(task: Task, run: TaskRun): boolean {
  return declaredOutputs(task).length > 0 && run.memo?.['collected'] !== true;
}

function declaredOutputs(task: Task): readonly FlowOutput[] {
  return Array.isArray(task['outputs']) ? (task['outputs'] as FlowOutput[]) : [];
}

const known = new WeakMap<Task, readonly Task[]>();

function generated(task: Task): readonly Task[] {
  const tasks = known.get(task) ?? [
    {
      id: `${task.id}_iteration`,
      type: LOOP_ITERATION,
      tasks: task['tasks'],
      errors: task['errors'],
      outputs: task['outputs'],
      ...(!transmits(task) && { allowFailure: true }),
    },
  ];
  known.set(task, tasks);
  return tasks;
}

const knownIndices = new WeakMap<readonly string[], readonly string[]>();

/** Asked for at every event: kept with the values. */
function indices(values: readonly string[]): readonly string[] {
  const found = knownIndices.get(values) ?? values.map((_, index) => String(index));
  knownIndices.set(values, found);
  return found;
}
