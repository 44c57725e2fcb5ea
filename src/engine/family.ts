import type { StateType } from '../model/state.js';
import type { Task } from '../model/task.js';
import type { TaskRun } from '../model/task-run.js';
import { type Block, countOf } from './block.js';
import { enabled } from './enabled.js';
import { type Flowable, type Plan, sequential, type Verdict } from './flowables/flowable.js';
import { type Branch, errorsOf } from './task-tree.js';
import { blockOf, type ExecutionView, ROOT } from './view.js';

/** The children of the flow or of a flowable task run: what may run in each branch and what has. */
export interface Family {
  readonly parentId: string;
  readonly main: Plan;
  readonly verdict?: Verdict;
  readonly errors: readonly Task[];
  readonly finally: readonly Task[];
  readonly blocks: Readonly<Record<'tasks' | 'errors' | 'finally', Block | undefined>>;
}

/** Undefined when there is no branch to take (a Switch without a match), or when the parent is no flowable. */
export function familyOf(view: ExecutionView, parentId: string): Family | undefined {
  const { flow } = view;
  if (parentId === ROOT) {
    return assemble(view, parentId, sequential(enabled(flow.tasks)), flow.errors, flow.finally);
  }
  const entry = view.entries.get(parentId);
  const node = entry?.node;
  const main = node && entry && node.flowable?.plan(node.task, entry.run);
  if (node === undefined || entry === undefined || main === undefined) {
    return undefined;
  }
  const { task, flowable } = node;
  const errors = errorsOf(node);
  const verdict = verdictOf(flowable, task, entry.run);
  const family = assemble(view, parentId, main, errors, task['finally'], verdict);
  return flowable?.onWorker === true ? asToldByWorker(family) : family;
}

/** The worker's word counts, not what it has reported of the children: it is not through when one has failed. */
function asToldByWorker(family: Family): Family {
  return { ...family, blocks: { ...family.blocks, tasks: undefined } };
}

/**
 * Which branch is current (engine.md §4.2):
 * 1. `finally` once one of its tasks has started.
 * 2. After a failure of a main task that is not retried, or once an error task has started: `errors` until they are
 *    over, then `finally`, then none.
 * 3. `finally` when all main tasks have ended. 4. Else the main tasks.
 * A task run that will be retried is RETRYING, never FAILED, so a failure here is final.
 */
export function branchOf(family: Family): Extract<Branch, 'tasks' | 'errors' | 'finally'> | 'none' {
  const { blocks, errors } = family;
  const rest = family.finally.length > 0 ? 'finally' : undefined;
  if (hasStarted(blocks.finally)) {
    return 'finally';
  }
  if (hasFailed(family) || hasStarted(blocks.errors)) {
    const isErrorsDue = errors.length > 0 && !isOver(blocks.errors, errors.length);
    return isErrorsDue ? 'errors' : (rest ?? 'none');
  }
  return (mainHasEnded(family) ? rest : undefined) ?? 'tasks';
}

/**
 * State of the parent, undefined while it is not finished (engine.md §4.3, §4.4): only the main tasks decide; an error
 * or finally branch that went well repairs nothing.
 */
export function stateOf(family: Family): StateType | undefined {
  switch (branchOf(family)) {
    case 'none':
      return finalState(family);
    case 'tasks':
      return mainHasEnded(family) ? finalState(family) : undefined;
    case 'errors':
      return undefined;
    case 'finally':
      return isOver(family.blocks.finally, family.finally.length) ? finalState(family) : undefined;
  }
}

/** KILLED before FAILED before WARNING; everything else counts as SUCCESS (engine.md §4.3). */
export function finalState(family: Family): StateType {
  const ranks: readonly StateType[] = ['KILLED', 'FAILED', 'WARNING'];
  const { verdict, blocks } = family;
  return (
    ranks.find((state) => verdict?.state === state || countOf(blocks.tasks, state) > 0) ?? 'SUCCESS'
  );
}

export function sizeOf(plan: Plan): number {
  return plan.tasks.length * (plan.values?.length ?? 1);
}

/** All main children have ended, whatever a verdict says. */
export function mainHasPassed(family: Family): boolean {
  const { tasks } = family.blocks;
  return (tasks?.open ?? 0) === 0 && (tasks?.entries.length ?? 0) >= sizeOf(family.main);
}

export function hasFailed(family: Family): boolean {
  return family.verdict?.state === 'FAILED' || countOf(family.blocks.tasks, 'FAILED') > 0;
}

function mainHasEnded(family: Family): boolean {
  const { verdict, blocks } = family;
  return verdict === undefined
    ? mainHasPassed(family)
    : verdict.ended && (blocks.tasks?.open ?? 0) === 0;
}

/** A failing error or finally task stops its block (engine.md §12). */
function isOver(block: Block | undefined, size: number): boolean {
  const open = block?.open ?? 0;
  const started = block?.entries.length ?? 0;
  return open === 0 && (started >= size || countOf(block, 'FAILED') > 0);
}

function hasStarted(block: Block | undefined): boolean {
  return (block?.entries.length ?? 0) > 0;
}

function verdictOf(flowable: Flowable | undefined, task: Task, run: TaskRun): Verdict | undefined {
  return flowable?.verdict?.(task, run);
}

function assemble(
  view: ExecutionView,
  parentId: string,
  main: Plan,
  errors: unknown,
  last: unknown,
  verdict?: Verdict,
): Family {
  return {
    parentId,
    main,
    verdict,
    errors: enabled(errors),
    finally: enabled(last),
    blocks: {
      tasks: blockOf(view, parentId, 'tasks'),
      errors: blockOf(view, parentId, 'errors'),
      finally: blockOf(view, parentId, 'finally'),
    },
  };
}
