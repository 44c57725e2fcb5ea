import type { Execution } from '../model/execution.js';
import { appended, newState, withState } from '../model/state.js';
import type { Attempt, TaskRun } from '../model/task-run.js';
import type { Change } from './changes.js';
import { type ExecutionView, findTaskRun, putRun } from './view.js';

type TaskRunChange = Extract<Change, { taskRunId: string }>;
type ExecutionChange = Exclude<Change, TaskRunChange | { kind: 'TaskRunCreated' }>;
type Memo = Readonly<Record<string, unknown>>;

/** Moves the view on, in place. A change of a task run that is not there changes nothing. */
export function apply(view: ExecutionView, changes: readonly Change[]): void {
  changes.forEach((change) => applyChange(view, change));
}

/** Which rows the changes touch: what the shell has to write. */
export function touchedBy(changes: readonly Change[]): {
  execution: boolean;
  taskRunIds: Set<string>;
  removedTaskRunIds: Set<string>;
} {
  const touched = {
    execution: false,
    taskRunIds: new Set<string>(),
    removedTaskRunIds: new Set<string>(),
  };
  for (const change of changes) {
    if (change.kind === 'TaskRunRemoved') {
      touched.taskRunIds.delete(change.taskRunId);
      touched.removedTaskRunIds.add(change.taskRunId);
    } else if (change.kind === 'TaskRunCreated' || 'taskRunId' in change) {
      touched.taskRunIds.add(taskRunIdIn(change));
    } else {
      touched.execution = true;
    }
  }
  return touched;
}

/** The task run a change is about. */
export function taskRunIdIn(
  change: TaskRunChange | { kind: 'TaskRunCreated'; taskRun: TaskRun },
): string {
  return change.kind === 'TaskRunCreated' ? change.taskRun.id : change.taskRunId;
}

export function applyChange(view: ExecutionView, change: Change): void {
  if (change.kind === 'TaskRunCreated') {
    putRun(view, change.taskRun.id, change.taskRun);
  } else if ('taskRunId' in change) {
    const run = findTaskRun(view, change.taskRunId);
    if (run !== undefined) {
      putRun(view, run.id, changedRun(run, change));
    }
  } else {
    view.execution = changedExecution(view.execution, change);
  }
}

function changedExecution(execution: Execution, change: ExecutionChange): Execution {
  switch (change.kind) {
    case 'ExecutionStateChanged':
      return { ...execution, state: withState(execution.state, change.state, change.at) };
    case 'ExecutionOutputsSet':
      return { ...execution, outputs: change.outputs };
    case 'ExecutionVariablesSet':
      return { ...execution, variables: change.variables };
    case 'LabelsSet':
      return { ...execution, labels: change.labels };
    case 'BreakpointsSet':
      return { ...execution, breakpoints: change.breakpoints };
    case 'MetadataChanged':
      return { ...execution, metadata: change.metadata };
    case 'ExecutionMemoSet':
      return { ...execution, memo: merged(execution.memo, change.memo) };
  }
}

function changedRun(run: TaskRun, change: TaskRunChange): TaskRun | undefined {
  switch (change.kind) {
    case 'TaskRunRemoved':
      return undefined;
    case 'TaskRunStateChanged': {
      const state = change.resetHistory === true ? newState(change.at) : run.state;
      return { ...run, state: withState(state, change.state, change.at) };
    }
    case 'IterationSet':
      return { ...run, iteration: change.iteration };
    case 'AttemptAdded':
      return { ...run, attempts: appended(run.attempts ?? [], change.attempt) };
    case 'AttemptStateChanged':
      return { ...run, attempts: endedAttempts(run.attempts ?? [], change) };
    case 'OutputsSet':
      return { ...run, outputs: change.outputs };
    case 'MemoSet':
      return { ...run, memo: merged(run.memo, change.memo) };
  }
}

function endedAttempts(
  attempts: readonly Attempt[],
  change: Extract<Change, { kind: 'AttemptStateChanged' }>,
): readonly Attempt[] {
  const last = attempts.at(-1);
  if (last === undefined) {
    return attempts;
  }
  const state = withState(last.state, change.state, change.at);
  const logFile = change.logFile ?? last.logFile;
  return appended(attempts.slice(0, -1), { state, ...(logFile !== undefined && { logFile }) });
}

function merged(memo: Memo | undefined, added: Memo): Memo {
  const both = { ...memo, ...added };
  const isAbsent = (value: unknown): boolean => value === null || value === undefined;
  return Object.values(both).some(isAbsent)
    ? Object.fromEntries(Object.entries(both).filter(([, value]) => !isAbsent(value)))
    : both;
}
