import { isTerminated, type StateType } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import { generationOf } from './create-task-run.js';
import type { Refusal } from './decision.js';
import type { Draft } from './draft.js';
import { familyOf, stateOf } from './family.js';
import { isEnded } from './gates.js';
import { mergeLabels } from './labels.js';
import { removeTaskRun } from './remove-task-run.js';
import { hasStarted } from './started.js';
import { successorsOf } from './successors.js';
import type { Branch } from './task-tree.js';
import {
  ancestorsOf,
  blockOf,
  childrenOf,
  type ExecutionView,
  findTaskRun,
  ROOT,
  taskRunsOf,
} from './view.js';

const NOTHING_TO_RESTART: Refusal = {
  code: 'ILLEGAL_ARGUMENT',
  message: 'No task found to restart execution from!',
};

/**
 * Makes an execution go on where it failed or paused (engine.md §17.1).
 * 1. FAILED leaves and WorkingDirectories are RESTARTED; FAILED and PAUSED flowables and all ancestors are RUNNING.
 * 2. What the end of the execution cut off goes on as well: leaves that never ran, flowables that were not through.
 * 3. Task runs of `errors`, `finally` and `afterExecution` of what goes on are removed, children of a WorkingDirectory too.
 * 4. Where one of those failed or paused itself, what it belongs to goes on, so that it runs again.
 */
export function restart(draft: Draft): Refusal | undefined {
  const { view } = draft;
  const runs = taskRunsOf(view);
  const main = runs.filter((run) => isMain(view, run));
  const failed = main.filter(isStuck);
  const handlers = runs.filter((run) => isStuck(run) && isHandler(view, run));
  if (failed.length + handlers.length === 0) {
    return NOTHING_TO_RESTART;
  }
  const again = [...failed, ...main.filter((run) => wasCutOff(view, run))];
  const around = [...again, ...handlers].flatMap((run) => ancestorsOf(view, run.id));
  const ancestors = around.filter((run) => isMain(view, run));
  reopen(draft, { again, ancestors, isAnew: true });
  const { metadata, labels } = view.execution;
  const attemptNumber = metadata.attemptNumber + 1;
  draft.change({ kind: 'MetadataChanged', metadata: { ...metadata, attemptNumber } });
  const restarted = { key: 'system.restarted', value: 'true' };
  draft.change({ kind: 'LabelsSet', labels: mergeLabels(labels, [restarted]) });
  return undefined;
}

/**
 * Makes a copied execution begin at one of its task runs (engine.md §17.2).
 * 1. The task run is RESTARTED, or RUNNING when it is a flowable and then without its children; its ancestors are RUNNING.
 * 2. Whatever came after it, or after one of its ancestors, is removed: later tasks of a sequence, of the same and of
 *    later values, and tasks that depend on it in a Dag. Siblings side by side are kept.
 */
export function restartFrom(draft: Draft, taskRunId: string): Refusal | undefined {
  const { view } = draft;
  const run = findTaskRun(view, taskRunId);
  if (run === undefined) {
    return NOTHING_TO_RESTART;
  }
  if (view.entries.get(taskRunId)?.node === undefined) {
    const message = `The revision ${view.flow.revision} of the flow has no task ${run.taskId} to begin with`;
    return { code: 'ILLEGAL_ARGUMENT', message };
  }
  const ancestors = ancestorsOf(view, taskRunId);
  [run, ...ancestors].forEach((from) => {
    successorsOf(view, from.id).forEach((id) => removeTaskRun(draft, id));
  });
  childrenOf(view, taskRunId).forEach((child) => removeTaskRun(draft, child.id));
  reopen(draft, { again: [run], ancestors, isAnew: true });
  draft.setMemo(taskRunId, { started: null, paused: null, batches: null, pass: null, since: null });
  const loops = view.entries.get(taskRunId)?.node?.flowable?.loops === true;
  if (loops && run.value === undefined) {
    draft.change({ kind: 'IterationSet', taskRunId });
  }
  if (run.outputs !== undefined) {
    draft.change({ kind: 'OutputsSet', taskRunId, outputs: {} });
  }
  return undefined;
}

/**
 * A task run is about to get a state by hand: its ancestors run, and the execution goes on (engine.md §17.4). A
 * WorkingDirectory around it is left as it is and given back.
 */
export function reopenAround(draft: Draft, run: TaskRun): TaskRun | undefined {
  const ancestors = ancestorsOf(draft.view, run.id);
  const directory = ancestors.find(
    ({ id }) => draft.view.entries.get(id)?.node?.flowable?.onWorker === true,
  );
  reopen(draft, { again: [], ancestors, left: directory, isAnew: isEnded(draft.view.execution) });
  return directory;
}

interface Reopened {
  /** What is done once more. */
  readonly again: readonly TaskRun[];
  readonly ancestors: readonly TaskRun[];
  /** One of the ancestors that is nobody's business here. */
  readonly left?: TaskRun;
  /** `errors`, `finally` and `afterExecution` around all of it run anew. */
  readonly isAnew: boolean;
}

function reopen(draft: Draft, { again, ancestors, left, isAnew }: Reopened): void {
  const { view } = draft;
  const runs = [...ancestors, ...again];
  if (isAnew) {
    const parents = new Set([ROOT, ...runs.map((run) => run.id)]);
    parents.forEach((id) => removeBranches(draft, id, ['errors', 'finally', 'afterExecution']));
  }
  new Set(runs.filter((run) => run !== left).map((run) => run.id)).forEach((id) =>
    rearm(draft, id),
  );
  const generation = generationOf(view) + 1;
  const memo = { generation, listeners: null, next: null, admitted: true };
  draft.change({ kind: 'ExecutionMemoSet', memo });
  draft.moveExecution('RESTARTED');
}

function removeBranches(draft: Draft, parentId: string, branches: readonly Branch[]): void {
  branches.forEach((branch) => {
    const entries = blockOf(draft.view, parentId, branch)?.entries ?? [];
    [...entries].forEach((entry) => removeTaskRun(draft, entry.run.id));
  });
}

/** A leaf will be handed out again; a flowable forgets how it ended; a WorkingDirectory begins anew. */
function rearm(draft: Draft, id: string): void {
  const { flowable } = draft.view.entries.get(id)?.node ?? {};
  const state: StateType = flowable === undefined || flowable.onWorker ? 'RESTARTED' : 'RUNNING';
  if (flowable?.onWorker === true) {
    childrenOf(draft.view, id).forEach((child) => removeTaskRun(draft, child.id));
  }
  const forgotten =
    flowable === undefined
      ? { elsewhere: null }
      : {
          workerState: null,
          warned: null,
          done: null,
          exceeded: null,
          forced: null,
          collected: null,
        };
  draft.setMemo(id, { submitted: null, workerGroup: null, ...forgotten });
  draft.moveRun(id, state);
}

function isStuck({ state }: TaskRun): boolean {
  return state.current === 'FAILED' || state.current === 'PAUSED';
}

/** In a branch that begins anew as a whole. */
function isHandler(view: ExecutionView, run: TaskRun): boolean {
  return [run, ...ancestorsOf(view, run.id)].some(({ id }) => {
    const branch = view.entries.get(id)?.node?.branch;
    return branch === 'errors' || branch === 'finally' || branch === 'afterExecution';
  });
}

/** Not below a WorkingDirectory or an error branch: those begin anew as a whole. */
function isMain(view: ExecutionView, run: TaskRun): boolean {
  const chain = [run, ...ancestorsOf(view, run.id)];
  const [, ...above] = chain.map(({ id }) => view.entries.get(id)?.node);
  const isBelowWorker = above.some((node) => node?.flowable?.onWorker === true);
  return !isBelowWorker && chain.every(({ id }) => view.entries.get(id)?.node?.branch === 'tasks');
}

function wasCutOff(view: ExecutionView, run: TaskRun): boolean {
  const node = view.entries.get(run.id)?.node;
  const isKilled = run.state.current === 'KILLED';
  if (node?.flowable !== undefined) {
    const family = familyOf(view, run.id);
    const isThrough = family === undefined || stateOf(family) !== undefined;
    const isOver = isTerminated(run.state.current) && run.state.current !== 'SKIPPED';
    return (isOver && !isThrough) || (isKilled && !hasStarted(node, run));
  }
  return isKilled && (run.attempts?.length ?? 0) === 0;
}
