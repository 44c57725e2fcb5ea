import type { StateType } from '../model/state.js';
import type { Task } from '../model/task.js';
import type { TaskRun } from '../model/task-run.js';
import { beginAttempt, endAttempt, handOut } from './attempt.js';
import { countBits, hasBit, membersOf, withBit, withoutAll } from './bitmap.js';
import { entryAt } from './block.js';
import type { Draft } from './draft.js';
import { countOf } from './flowables/flowable.js';
import { isAlive } from './gates.js';
import { childExecutionId } from './ids.js';
import { settle } from './settle.js';
import { failSubflow, inheritedLabels, type SubflowTarget, waits } from './subflow.js';
import { blockOf, findTaskRun, parentOf, taskOf } from './view.js';

/**
 * The `<id>_items` task run of a ForEachItem: one subflow per batch (engine.md §11). Remembered beside the visible
 * `iterations`, as sets of batch numbers: a report that comes twice counts once, and a restart restarts only what failed.
 */
interface Batches {
  readonly target: SubflowTarget;
  readonly splits: string;
  /** Batches asked for so far; only counted where there is a limit. */
  readonly asked: number;
  /** Those whose child exists. */
  readonly begun: string;
  readonly ended: string;
  /** Those that ended FAILED, with a child or, not begun, because it could not be created. */
  readonly failed: string;
  /** Failed ones that a restart has not yet had a place for, and their number; executions of before have no number. */
  readonly again: string;
  readonly waiting?: number;
  /**
   * The execution that took the place of the first child of a batch and FAILED (engine.md §13.5): by group of batches, so
   * that noting one does not copy all; then by batch.
   */
  readonly successors?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The same without groups, in executions of before. */
  readonly replaced?: Readonly<Record<number, string>>;
}

/** Batches that share a group of successors. */
const GROUP = 64;

type Iterations = Readonly<Record<string, number>>;

/**
 * The split file is known: all children at once, or as many as `concurrencyLimit` says. What an earlier attempt counted
 * was about other children.
 */
export function startBatches(draft: Draft, run: TaskRun, task: Task, target: SubflowTarget): void {
  const splits = splitsOf(draft, run);
  if (splits === undefined) {
    failSubflow(draft, run.id, 'The items were not split: there is no file of batches');
    return;
  }
  const limit = limitOf(task);
  const batches = { target, splits, asked: limit ?? 0 };
  if (run.outputs !== undefined) {
    draft.change({ kind: 'OutputsSet', taskRunId: run.id, outputs: {} });
  }
  keep(draft, run.id, { ...batches, begun: '', ended: '', failed: '', again: '' });
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
  advanceBatches(draft, run.id);
}

/** The child of a batch exists. Without waiting that is its success. */
export function batchStarted(draft: Draft, run: TaskRun, batch: number, executionId: string): void {
  const batches = batchesOf(run);
  if (
    batches === undefined ||
    hasBit(batches.begun, batch) ||
    childOf(batches, batch) !== executionId
  ) {
    return;
  }
  beginAttempt(draft, run, draft.at);
  const isWaiting = isWaitingRun(draft, run);
  const begun = withBit(batches.begun, batch, true);
  const ended = isWaiting ? batches.ended : withBit(batches.ended, batch, true);
  keep(draft, run.id, { ...batches, begun, ended });
  count(draft, run.id, [[isWaiting ? 'RUNNING' : 'SUCCESS', 1]]);
  advanceBatches(draft, run.id);
}

/** The child of a batch ended. Another attempt's child changes nothing. */
export function batchEnded(
  draft: Draft,
  run: TaskRun,
  batch: number,
  state: StateType,
  { executionId, originalId }: { readonly executionId: string; readonly originalId: string },
): void {
  const batches = batchesOf(run);
  if (batches === undefined || childOf(batches, batch) !== originalId) {
    return;
  }
  const begun = withBit(batches.begun, batch, true);
  const isToRemember = state === 'FAILED' && executionId !== originalId;
  const successors = isToRemember && withSuccessor(batches, batch, executionId);
  const known = { ...batches, begun, ...(successors && { successors }) };
  end(draft, run, known, batch, state, hasBit(batches.begun, batch));
}

function withSuccessor(
  { successors }: Batches,
  batch: number,
  executionId: string,
): NonNullable<Batches['successors']> {
  const group = Math.floor(batch / GROUP);
  return { ...successors, [group]: { ...successors?.[group], [batch]: executionId } };
}

/** The child of a batch could not be created. */
export function batchRefused(draft: Draft, run: TaskRun, batch: number): void {
  const batches = batchesOf(run);
  if (batches !== undefined && !hasBit(batches.begun, batch)) {
    end(draft, run, batches, batch, 'FAILED', false);
  }
}

/** The child of a batch that was to be restarted is gone: the batch gets another one, in the place that it has. */
export function batchGone(draft: Draft, run: TaskRun, batch: number, executionId: string): void {
  const batches = batchesOf(run);
  const task = taskOf(draft.view, run.id);
  const isWanted = batches !== undefined && hasBit(batches.begun, batch);
  const child = batches && (batches.replaced?.[batch] ?? childOf(batches, batch));
  if (task === undefined || !isWanted || hasBit(batches.ended, batch) || child !== executionId) {
    return;
  }
  if (!isAlive(draft.view, run)) {
    end(draft, run, batches, batch, 'KILLED', true);
    return;
  }
  const { [batch]: _gone, ...replaced } = batches.replaced ?? {};
  keep(draft, run.id, { ...batches, begun: withBit(batches.begun, batch, false), replaced });
  count(draft, run.id, [['RUNNING', -1]]);
  ask(draft, run, task, batches, batch, 1);
}

function end(
  draft: Draft,
  run: TaskRun,
  batches: Batches,
  batch: number,
  state: StateType,
  wasRunning: boolean,
): void {
  if (hasBit(batches.ended, batch)) {
    return;
  }
  beginAttempt(draft, run, draft.at);
  const ended = withBit(batches.ended, batch, true);
  const failed = state === 'FAILED' ? withBit(batches.failed, batch, true) : batches.failed;
  keep(draft, run.id, { ...batches, ended, failed });
  count(draft, run.id, [[state, 1], ...(wasRunning ? ([['RUNNING', -1]] as const) : [])]);
  advanceBatches(draft, run.id);
}

/** Restarts the failed children only; false when there is none and everything begins anew. */
export function restartBatches(draft: Draft, run: TaskRun): boolean {
  const batches = batchesOf(run);
  const failures = batches === undefined ? 0 : countBits(batches.failed);
  if (batches === undefined || failures === 0) {
    return false;
  }
  handOut(draft, run, true);
  beginAttempt(draft, findTaskRun(draft.view, run.id) ?? run, draft.at);
  const ended = withoutAll(batches.ended, batches.failed);
  const again = { again: batches.failed, waiting: failures };
  keep(draft, run.id, { ...batches, ended, failed: '', ...again });
  count(draft, run.id, [['FAILED', -failures]]);
  advanceBatches(draft, run.id);
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
  const isAsked = (batch: number): boolean =>
    !hasBit(batches.begun, batch) && !hasBit(batches.ended, batch) && !hasBit(batches.again, batch);
  for (let from = 0; from < end; from++) {
    let to = from;
    while (to < end && isAsked(to)) {
      to++;
    }
    if (to > from) {
      ask(draft, run, task, batches, from, to - from);
      from = to;
    }
  }
}

/**
 * Ends the task run with its last batch; before that, places that became free are taken. When the execution is being
 * killed no batch begins any more: the task run ends with those under way.
 */
export function advanceBatches(draft: Draft, taskRunId: string): void {
  const run = findTaskRun(draft.view, taskRunId);
  const task = taskOf(draft.view, taskRunId);
  const batches = run && batchesOf(run);
  if (run === undefined || task === undefined || batches === undefined) {
    return;
  }
  const { RUNNING: running = 0, CREATED: _created, ...ends } = iterationsOf(run);
  const total = countOf(run.outputs?.['numberOfBatches']);
  const done = Object.values(ends).reduce((sum, n) => sum + n, 0);
  const isWhole = total !== undefined && done >= total;
  const goesOn = isAlive(draft.view, run);
  if (isWhole || (!goesOn && running === 0)) {
    const worst = task['transmitFailed'] === false ? 'SUCCESS' : worstOf(ends);
    const state = isWhole ? worst : 'KILLED';
    endAttempt(draft, run, { state, startedAt: draft.at });
    settle(draft, taskRunId, state);
  } else if (goesOn) {
    takePlaces(draft, run, task, batches, done, total);
  }
}

/** Starts as many batches as there are places: first those that a restart wants again, then new ones. */
function takePlaces(
  draft: Draft,
  run: TaskRun,
  task: Task,
  batches: Batches,
  done: number,
  total: number | undefined,
): void {
  const limit = limitOf(task);
  const open = batches.asked - done - waitingOf(batches);
  const [rest, free] = startAgain(
    draft,
    run,
    task,
    batches,
    limit === undefined ? Infinity : limit - open,
  );
  const more = limit === undefined ? 0 : Math.min(free, (total ?? 0) - rest.asked);
  if (more > 0) {
    keep(draft, run.id, { ...rest, asked: rest.asked + more });
    ask(draft, run, task, rest, rest.asked, more);
  }
}

/** Starts batches that failed before a restart while there are places; gives the places that are left. */
function startAgain(
  draft: Draft,
  run: TaskRun,
  task: Task,
  batches: Batches,
  places: number,
): readonly [Batches, number] {
  let { again } = batches;
  let taken = 0;
  let restarted = 0;
  for (const iteration of membersOf(batches.again)) {
    if (taken >= places) {
      break;
    }
    taken++;
    again = withBit(again, iteration, false);
    if (hasBit(batches.begun, iteration)) {
      const executionId = lastOf(batches, iteration);
      draft.command({ kind: 'RestartSubflow', taskRunId: run.id, executionId, iteration });
      restarted++;
    } else {
      ask(draft, run, task, batches, iteration, 1);
    }
  }
  if (taken === 0) {
    return [batches, places];
  }
  const waiting = waitingOf(batches) - taken;
  const rest = { ...batches, again: waiting === 0 ? '' : again, waiting };
  keep(draft, run.id, rest);
  count(draft, run.id, [['RUNNING', restarted]]);
  return [rest, places - taken];
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
  const split = parent && entryAt(blockOf(view, parent.id, 'tasks'), splitId)?.run;
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

function childOf({ target }: Batches, batch: number): string {
  return childExecutionId(target.taskRunId, target.attempt, batch);
}

/** The execution that a restart of the batch restarts. */
function lastOf(batches: Batches, batch: number): string {
  const { successors, replaced } = batches;
  const group = successors?.[Math.floor(batch / GROUP)];
  return group?.[batch] ?? replaced?.[batch] ?? childOf(batches, batch);
}

function waitingOf({ again, waiting }: Batches): number {
  return waiting ?? countBits(again);
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
