import { deriveTaskRunId } from '../engine/index.js';
import { newState } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import type { Task } from '../model/task.js';
import { T0 } from './builders.js';
import { isTruthy } from './naive-plan.js';
import type { Reports, UndatedEvent } from './simulated-children.js';

type Outcome = 'SUCCESS' | 'WARNING' | 'FAILED';
type End = Outcome | 'SKIPPED' | 'KILLED';

interface Directory {
  readonly run: TaskRun;
  readonly task: Task;
  readonly attempt: number;
  /** The value of the `runIf` of a child that has one. */
  readonly runIf: (child: Task) => unknown;
  readonly outcome: (child: TaskRun, attempt: number) => Outcome;
  readonly isKilled: () => boolean;
}

/** What a worker tells of a WorkingDirectory (engine.md §9): its children up to a failure or a kill, then the whole. */
export function* directoryReports(directory: Directory): Reports {
  const { run, task, attempt, isKilled } = directory;
  const children = (task['tasks'] as readonly Task[]).filter(({ disabled }) => disabled !== true);
  let state: Exclude<End, 'SKIPPED'> = 'SUCCESS';
  for (const child of children) {
    const end: End = isKilled() ? 'KILLED' : yield* childReports(directory, child);
    state = end === 'SUCCESS' || end === 'SKIPPED' ? state : end;
    if (state === 'FAILED' || state === 'KILLED') {
      break;
    }
  }
  yield { kind: 'TaskRunEnded', taskRunId: run.id, attempt, startedAt: T0, state };
}

/** One child from its `runIf` on; gives its end as the directory sees it. */
function* childReports(directory: Directory, child: Task): Generator<UndatedEvent, End> {
  const { run, attempt, isKilled } = directory;
  const made = { taskId: child.id, parentTaskRunId: run.id, parentAttempt: attempt };
  const taskRunId = deriveTaskRunId(run.executionId, child.id, run.id);
  const report = { taskRunId, attempt: 1, made } as const;
  const runIf = child.runIf === undefined ? true : directory.runIf(child);
  const isUntried = runIf instanceof Error || !isTruthy(runIf);
  if (!isUntried) {
    yield { kind: 'TaskRunStarted', ...report };
  }
  const end = runIf instanceof Error ? 'FAILED' : isUntried ? 'SKIPPED' : tried(directory, child);
  const state = isKilled() ? 'KILLED' : end;
  yield { kind: 'TaskRunEnded', ...report, startedAt: T0, state };
  const mild = state === 'FAILED' && child.allowFailure === true ? 'WARNING' : state;
  return mild === 'WARNING' && child.allowWarning === true ? 'SUCCESS' : mild;
}

/** The worker repeats a child by itself, as the `retry` that it was given says, and tells of the last try only. */
function tried({ run, outcome }: Directory, child: Task): Outcome {
  const { executionId, namespace, flowId } = run;
  const place = { executionId, namespace, flowId, taskId: child.id, parentTaskRunId: run.id };
  const childRun: TaskRun = { id: '', ...place, state: newState(T0) };
  const { retry } = child;
  const most = retry?.behavior === 'CREATE_NEW_EXECUTION' ? 1 : (retry?.maxAttempts ?? 1);
  let tries = 1;
  while (tries < most && outcome(childRun, tries) === 'FAILED') {
    tries++;
  }
  const state = outcome(childRun, tries);
  const isLate = tries > 2 && retry?.warningOnRetry === true;
  return isLate && state === 'SUCCESS' ? 'WARNING' : state;
}
