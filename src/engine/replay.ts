import type { Execution } from '../model/execution.js';
import type { Flow } from '../model/flow.js';
import { newState } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import { type Refusal } from './decision.js';
import { Draft } from './draft.js';
import { copiedTaskRunId } from './ids.js';
import { mergeLabels } from './labels.js';
import { restart, restartFrom } from './restart.js';
import { type ExecutionView, findTaskRun, openView, taskRunsOf } from './view.js';

export interface ReplayOptions {
  /** Of the new execution. */
  readonly id: string;
  readonly at: string;
  /** The revision to run. */
  readonly flow: Flow;
  /** Where to begin; absent: from the beginning. */
  readonly taskRunId?: string;
  /** Go on where it failed instead, with all task runs: a restart that names a revision (engine.md §17.1). */
  readonly restart?: boolean;
  /** Other inputs than those of the copied execution. */
  readonly inputs?: Execution['inputs'];
  /** None of the copied execution's are taken over. */
  readonly breakpoints?: Execution['breakpoints'];
  /**
   * For the retry of a whole execution (`CreateReplay`), which is no replay of a user: it gets no label, and a waiting
   * parent hears of its end.
   */
  readonly attemptNumber?: number;
}

export interface Replay {
  readonly execution: Execution;
  readonly taskRuns: readonly TaskRun[];
}

/**
 * A new execution in the place of this one (engine.md §17.1 with a revision, §17.2, §13.5). The copied one is not
 * touched. Task runs get new ids, and their parents with them. Refuses when there is nothing to begin with.
 */
export function replayOf(view: ExecutionView, options: ReplayOptions): Replay | Refusal {
  const execution = copiedExecution(view.execution, options);
  const copies = taskRunsOf(view).map((run) => copiedRun(run, execution));
  if (options.restart === true) {
    return changed(openView(options.flow, execution, copies), options, restart);
  }
  const { taskRunId } = options;
  if (taskRunId === undefined) {
    const { state: _state, ...rest } = execution;
    return { execution: { ...rest, state: newState(options.at) }, taskRuns: [] };
  }
  if (findTaskRun(view, taskRunId) === undefined) {
    return { code: 'ILLEGAL_ARGUMENT', message: 'No task found to restart execution from!' };
  }
  const copyId = copiedTaskRunId(execution.id, taskRunId);
  return changed(openView(options.flow, execution, copies), options, (draft) =>
    restartFrom(draft, copyId),
  );
}

/** The copy is ours: what the draft changes stays. */
function changed(
  copy: ExecutionView,
  { at }: ReplayOptions,
  change: (draft: Draft) => Refusal | undefined,
): Replay | Refusal {
  const refusal = change(new Draft(copy, at));
  return refusal ?? { execution: copy.execution, taskRuns: taskRunsOf(copy) };
}

function copiedExecution(old: Execution, options: ReplayOptions): Execution {
  const { outputs: _outputs, memo: _memo, scheduleDate: _date, breakpoints: _old, ...kept } = old;
  const { attemptNumber, breakpoints, restart: isRestart } = options;
  const { waitingParent: _parent, ...unattached } = kept;
  const isReplay = attemptNumber === undefined && isRestart !== true;
  const added = isReplay ? [{ key: 'system.replay', value: 'true' }] : [];
  return {
    ...(attemptNumber === undefined ? unattached : kept),
    id: options.id,
    flowRevision: options.flow.revision,
    parentId: old.id,
    labels: mergeLabels(old.labels, added),
    metadata: { ...old.metadata, ...(attemptNumber !== undefined && { attemptNumber }) },
    ...(options.inputs !== undefined && { inputs: options.inputs }),
    ...(breakpoints !== undefined && { breakpoints }),
  };
}

function copiedRun(run: TaskRun, execution: Execution): TaskRun {
  const { parentTaskRunId } = run;
  return {
    ...run,
    id: copiedTaskRunId(execution.id, run.id),
    executionId: execution.id,
    ...(parentTaskRunId !== undefined && {
      parentTaskRunId: copiedTaskRunId(execution.id, parentTaskRunId),
    }),
  };
}
