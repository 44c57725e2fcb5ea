import { isTerminated } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import type { Draft } from './draft.js';
import { enabled } from './enabled.js';
import { blockOf, taskOf } from './view.js';

/**
 * A child of a WorkingDirectory was given a state by hand (engine.md §17.4). What has ended there stays as it is; the
 * children that are left run in a new directory. After a failure, or when none is left, it is through. A worker that is
 * at a later child is not disturbed.
 */
export function goOnInDirectory(draft: Draft, directory: TaskRun): void {
  const { view } = draft;
  const { id } = directory;
  const children = (blockOf(view, id, 'tasks')?.entries ?? []).map(({ run }) => run.state.current);
  const ended = children.filter(isTerminated);
  const failure = (['KILLED', 'FAILED'] as const).find((state) => ended.includes(state));
  const warned = ended.includes('WARNING');
  if (failure === undefined && ended.length < children.length) {
    draft.setMemo(id, { warned });
    return;
  }
  if (view.onWorkers.has(id)) {
    draft.command({ kind: 'KillWorkerTasks', taskRunIds: [id] });
  }
  const isLeft = ended.length < enabled(taskOf(view, id)?.['tasks']).length;
  const told = failure ?? (isLeft ? undefined : 'SUCCESS');
  draft.setMemo(id, { submitted: null, workerGroup: null, workerState: told ?? null, warned });
  draft.moveRun(id, told === undefined ? 'RESTARTED' : 'RUNNING');
}
