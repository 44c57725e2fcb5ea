import type { Task } from '../model/task.js';
import type { TaskRun } from '../model/task-run.js';
import { createTaskRun } from './create-task-run.js';
import type { Draft } from './draft.js';
import { breakOff } from './finish.js';
import { isEnded } from './gates.js';
import type { Held } from './flowables/flowable.js';
import { settle } from './settle.js';
import { blockOf } from './view.js';
import { enabled } from './enabled.js';
import { removeTaskRun } from './remove-task-run.js';
import { isTerminated } from '../model/state.js';

/** Carries out what a flowable decided about its task run. */
export function enactHeld(draft: Draft, run: TaskRun, held: Held): void {
  const { id } = run;
  const { memo, outputs, ask, delay } = held;
  if (memo !== undefined) {
    draft.setMemo(id, memo);
    draft.touch(id);
  }
  if (outputs !== undefined) {
    draft.change({ kind: 'OutputsSet', taskRunId: id, outputs });
  }
  if (ask !== undefined) {
    const { name, ...request } = ask;
    draft.ask({ ...request, key: `hold:${id}:${name}`, taskRunId: id });
  }
  enactState(draft, run, held);
  if (delay !== undefined) {
    draft.command({ kind: 'Delay', key: `${delay.purpose}:${id}`, at: delay.at });
  }
  if (held.aside === true) {
    startAside(draft, id);
  }
  enactExecution(draft, held.execution);
}

function enactState(draft: Draft, run: TaskRun, { state, pass }: Held): void {
  const { id } = run;
  if (pass !== undefined && state !== undefined) {
    blockOf(draft.view, id, 'tasks')
      ?.entries.slice()
      .forEach((entry) => removeTaskRun(draft, entry.run.id));
    if (run.value === undefined) {
      draft.change({ kind: 'IterationSet', taskRunId: id, iteration: pass });
    }
    const anew = { resetHistory: true, at: draft.at };
    draft.change({ kind: 'TaskRunStateChanged', taskRunId: id, state, ...anew });
  } else if (state !== undefined && isTerminated(state)) {
    settle(draft, id, state);
  } else if (state !== undefined) {
    draft.moveRun(id, state);
  }
}

/** They run although the execution is about to be PAUSED. */
function startAside(draft: Draft, id: string): void {
  const node = draft.view.entries.get(id)?.node;
  const tasks: readonly Task[] = enabled(node?.flowable?.aside?.(node.task));
  tasks.forEach((task) => createTaskRun(draft, { task }, { parentId: id, force: true }));
}

/** What runs after the end pauses and cancels nothing but itself. */
function enactExecution(draft: Draft, next: Held['execution']): void {
  const { view } = draft;
  if (next === undefined || isEnded(view.execution)) {
    return;
  }
  if (next === 'CANCELLED') {
    breakOff(draft, 'CANCELLED');
  } else if (next === 'PAUSED') {
    draft.moveExecution('PAUSED');
  } else if (view.paused.size === 0 && view.execution.state.current === 'PAUSED') {
    draft.moveExecution(next);
    draft.touchAll();
  }
}
