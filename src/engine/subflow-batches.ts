import type { StateType } from '../model/state.js';
import type { Task } from '../model/task.js';
import type { TaskRun } from '../model/task-run.js';
import { beginAttempt, endAttempt, handOut } from './attempt.js';
import { hasBit, withBit } from './bitmap.js';
import type { Draft } from './draft.js';
import { countOf } from './flowables/flowable.js';
import { settle } from './settle.js';
import { failSubflow, inheritedLabels, type SubflowTarget, waits } from './subflow.js';
import { findTaskRun, parentOf, taskOf } from './view.js';

/**
 * The `<id>_items` task run of a ForEachItem: one subflow per batch (engine.md §11). Remembered beside the visible
 * `iterations`: which batches have begun and ended, so that a report that comes twice counts once, and which children
 * failed, so that a restart restarts only them.
 */
interface Batches {
  readonly target: SubflowTarget;
  readonly splits: string;
  /** Batches asked for so far; only counted where there is a limit. */
  readonly asked: number;
  readonly begun: string;
  readonly ended: string;
  /** Execution id by batch number; empty text for a child that could not be created. */
  readonly failed: Readonly<Record<string, string>>;
}

type Iterations = Readonly<Record<string, number>>;

/** The split file is known: all children at once, or as many as `concurrencyLimit` says. */
export function startBatches(draft: Draft, run: TaskRun, task: Task, target: SubflowTarget): void {
  const splits = splitsOf(draft, run);
  if (splits === undefined) {
    failSubflow(draft, run.id, 'The items were not split: there is no file of batches');
    return;
  }
  const limit = limitOf(task);
  const batches = { target, splits, asked: limit ?? 0 };
  draft.setMemo(run.id, { batches: { ...batches, begun: '', ended: '', failed: {} } });
  ask(draft, run, task, { target, splits }, 0, limit);
}

/** How many batches there are, told before or after their children; none at all is SUCCESS without outputs. */
export function batchesFound(draft: Draft, run: TaskRun, total: number, baseUri?: string): void {
  beginAttempt(draft, run, draft.at);
  if (total === 0) {
    endAttempt(draft, findTaskRun(draft.view, run.id) ?? run, {
      state: 'SUCCESS',
      startedAt: draft.at,
    });
    settle(draft, run.id, 'SUCCESS');
    return;
  }
  const outputs = {
    iterations: { ...iterationsAtFirst(draft, run), ...iterationsOf(run) },
    numberOfBatches: total,
    ...(baseUri !== undefined && { subflowOutputsBaseUri: baseUri }),
  };
  draft.change({ kind: 'OutputsSet', taskRunId: run.id, outputs });
  goOn(draft, run.id);
}

/** The child of a batch exists. Without waiting that is its success. */
export function batchStarted(draft: Draft, run: TaskRun, batch: number): void {
  const batches = batchesOf(run);
  if (batches === undefined || hasBit(batches.begun, batch)) {
    return;
  }
  beginAttempt(draft, run, draft.at);
  const isWaiting = isWaitingRun(draft, run);
  const begun = withBit(batches.begun, batch, true);
  const ended = isWaiting ? batches.ended : withBit(batches.ended, batch, true);
  keep(draft, run.id, { ...batches, begun, ended });
  count(draft, run.id, [[isWaiting ? 'RUNNING' : 'SUCCESS', 1]]);
  goOn(draft, run.id);
}

/** The child of a batch ended, or could not be created (`executionId` absent). */
export function batchEnded(
  draft: Draft,
  run: TaskRun,
  batch: number,
  state: StateType,
  executionId?: string,
): void {
  const batches = batchesOf(run);
  if (batches === undefined || hasBit(batches.ended, batch)) {
    return;
  }
  beginAttempt(draft, run, draft.at);
  const wasRunning = hasBit(batches.begun, batch);
  const failed = state === 'FAILED' ? { [batch]: executionId ?? '' } : {};
  keep(draft, run.id, {
    ...batches,
    begun: withBit(batches.begun, batch, true),
    ended: withBit(batches.ended, batch, true),
    failed: { ...batches.failed, ...failed },
  });
  count(draft, run.id, [[state, 1], ...(wasRunning ? ([['RUNNING', -1]] as const) : [])]);
  goOn(draft, run.id);
}

/** Restarts the failed children only; false when there is none and everything begins anew. */
export function restartBatches(draft: Draft, run: TaskRun): boolean {
  const batches = batchesOf(run);
  const failed = Object.entries(batches?.failed ?? {}).map(
    ([batch, executionId]) => [Number(batch), executionId] as const,
  );
  const task = taskOf(draft.view, run.id);
  if (batches === undefined || task === undefined || failed.length === 0) {
    return false;
  }
  handOut(draft, run, true);
  beginAttempt(draft, findTaskRun(draft.view, run.id) ?? run, draft.at);
  const without = (bitmap: string): string =>
    failed.reduce((rest, [batch]) => withBit(rest, batch, false), bitmap);
  const { begun, ended } = batches;
  keep(draft, run.id, { ...batches, begun: without(begun), ended: without(ended), failed: {} });
  count(draft, run.id, [['FAILED', -failed.length]]);
  failed.forEach(([iteration, executionId]) => {
    if (executionId === '') {
      ask(draft, run, task, batches, iteration, 1);
    } else {
      draft.command({ kind: 'RestartSubflow', taskRunId: run.id, executionId, iteration });
    }
  });
  return true;
}

/** Asks again for the batches that were asked for and have not begun: whoever was to create them is gone. */
export function resumeBatches(draft: Draft, run: TaskRun, task: Task): void {
  const batches = batchesOf(run);
  const total = countOf(run.outputs?.['numberOfBatches']);
  if (batches === undefined || total === undefined) {
    if (batches !== undefined) {
      ask(draft, run, task, batches, 0, limitOf(task));
    }
    return;
  }
  const end = limitOf(task) === undefined ? total : Math.min(batches.asked, total);
  for (let from = 0; from < end; from++) {
    let to = from;
    while (to < end && !hasBit(batches.begun, to)) {
      to++;
    }
    if (to > from) {
      ask(draft, run, task, batches, from, to - from);
      from = to;
    }
  }
}

/** Ends the task run with its last batch; before that, a place that became free is taken. */
function goOn(draft: Draft, taskRunId: string): void {
  const run = findTaskRun(draft.view, taskRunId);
  const task = taskOf(draft.view, taskRunId);
  const batches = run && batchesOf(run);
  if (run === undefined || task === undefined || batches === undefined) {
    return;
  }
  const { RUNNING: _running, CREATED: _created, ...ends } = iterationsOf(run);
  const total = countOf(run.outputs?.['numberOfBatches']) ?? Infinity;
  const done = Object.values(ends).reduce((sum, n) => sum + n, 0);
  if (done >= total) {
    const state = task['transmitFailed'] === false ? 'SUCCESS' : worstOf(ends);
    endAttempt(draft, run, { state, startedAt: draft.at });
    settle(draft, taskRunId, state);
    return;
  }
  const limit = limitOf(task);
  const open = batches.asked - done;
  if (limit !== undefined && open < limit && batches.asked < total) {
    keep(draft, taskRunId, { ...batches, asked: batches.asked + 1 });
    ask(draft, run, task, batches, batches.asked, 1);
  }
}

function worstOf(ends: Iterations): StateType {
  const ranks: readonly StateType[] = ['FAILED', 'KILLED', 'WARNING'];
  return ranks.find((state) => (ends[state] ?? 0) > 0) ?? 'SUCCESS';
}

function ask(
  draft: Draft,
  run: TaskRun,
  task: Task,
  { target, splits }: Pick<Batches, 'target' | 'splits'>,
  from: number,
  batchCount: number | undefined,
): void {
  const inputs = task['inputs'] as Readonly<Record<string, unknown>> | undefined;
  draft.command({
    kind: 'StartSubflowBatches',
    ...target,
    taskRunId: run.id,
    splits,
    from,
    ...(batchCount !== undefined && { count: batchCount }),
    ...(inputs !== undefined && { inputs }),
    ...(task['labels'] !== undefined && { labels: task['labels'] }),
    inheritedLabels: inheritedLabels(draft, task),
  });
}

function splitsOf({ view }: Draft, run: TaskRun): string | undefined {
  const parent = parentOf(view, run);
  const splitId = run.taskId.replace(/_items$/, '_split');
  const split = parent && view.blocks.get(`${parent.id}/tasks`)?.bySlot.get(splitId)?.run;
  const splits = split?.outputs?.['splits'];
  return typeof splits === 'string' ? splits : undefined;
}

function limitOf(task: Task): number | undefined {
  const limit = countOf(task['concurrencyLimit']);
  return limit !== undefined && limit > 0 && waits(task) ? limit : undefined;
}

function isWaitingRun({ view }: Draft, run: TaskRun): boolean {
  const task = taskOf(view, run.id);
  return task === undefined || waits(task);
}

function batchesOf(run: TaskRun): Batches | undefined {
  return run.memo?.['batches'] as Batches | undefined;
}

function iterationsOf(run: TaskRun): Iterations {
  return (run.outputs?.['iterations'] as Iterations | undefined) ?? {};
}

/** Without waiting there is no counter of CREATED children (subtle.md 19). */
function iterationsAtFirst(draft: Draft, run: TaskRun): Iterations {
  return isWaitingRun(draft, run) ? { CREATED: 0, RUNNING: 0 } : { RUNNING: 0 };
}

function keep(draft: Draft, taskRunId: string, batches: Batches): void {
  draft.setMemo(taskRunId, { batches });
}

function count(
  draft: Draft,
  taskRunId: string,
  steps: readonly (readonly [string, number])[],
): void {
  const run = findTaskRun(draft.view, taskRunId);
  const iterations: Record<string, number> = {
    ...(run && { ...iterationsAtFirst(draft, run), ...iterationsOf(run) }),
  };
  steps.forEach(([state, by]) => {
    iterations[state] = (iterations[state] ?? 0) + by;
  });
  const outputs = { ...run?.outputs, iterations };
  draft.change({ kind: 'OutputsSet', taskRunId, outputs });
}
