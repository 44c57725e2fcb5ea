import { enter } from '../admission.js';
import { resumeFromBreakpoints } from '../breakpoints.js';
import type { Draft } from '../draft.js';
import type { Refusal } from '../decision.js';
import { enactHeld } from '../held.js';
import { finish } from '../finish.js';
import { isEnded } from '../gates.js';
import { isTerminated } from '../../model/state.js';
import type { Resumption } from '../flowables/flowable.js';
import { type Handler, illegalArgument, illegalState } from './handler.js';

/** What runs goes on; nothing new starts (engine.md §17.3). */
export const onPauseRequested: Handler<'PauseRequested'> = (draft) => {
  if (draft.view.execution.state.current !== 'RUNNING') {
    return illegalArgument('The execution is not running, it cannot be paused');
  }
  draft.moveExecution('PAUSED');
  return undefined;
};

export const onResumeRequested: Handler<'ResumeRequested'> = (draft, { inputs, by }) => {
  const { id, state } = draft.view.execution;
  return state.current === 'PAUSED'
    ? resume(draft, { inputs, by })
    : illegalState(`The execution ${id} is not paused, can't resume it`);
};

export const onResumeFromBreakpointRequested: Handler<'ResumeFromBreakpointRequested'> = (
  draft,
  { breakpoints },
) => {
  const { id, state } = draft.view.execution;
  if (state.current !== 'BREAKPOINT') {
    return illegalState(`The execution ${id} is not suspended at a breakpoint`);
  }
  if (breakpoints !== undefined) {
    draft.change({ kind: 'BreakpointsSet', breakpoints });
  }
  resumeFromBreakpoints(draft);
  return undefined;
};

/** Starts what waits to be started, whatever the limits say (engine.md §17.3). */
export const onForceRunRequested: Handler<'ForceRunRequested'> = (draft) => {
  const { execution } = draft.view;
  switch (execution.state.current) {
    case 'CREATED':
    case 'RESTARTED':
    case 'QUEUED':
      enter(draft);
      draft.moveExecution('RUNNING');
      return undefined;
    case 'PAUSED':
      return resume(draft, {});
    case 'BREAKPOINT':
      resumeFromBreakpoints(draft);
      return undefined;
    default:
      draft.touchAll();
      return isEnded(execution)
        ? illegalArgument('The execution is already terminated, it cannot be forced to run')
        : undefined;
  }
};

/** A QUEUED execution runs over the limit, or ends in the state asked for. */
export const onUnqueueRequested: Handler<'UnqueueRequested'> = (draft, { state = 'RUNNING' }) => {
  if (draft.view.execution.state.current !== 'QUEUED') {
    return illegalArgument('The execution is not queued, it cannot be unqueued');
  }
  if (isTerminated(state)) {
    finish(draft, state);
    return undefined;
  }
  if (state !== 'RUNNING') {
    return illegalArgument(
      `A queued execution can be given RUNNING or a final state, not ${state}`,
    );
  }
  enter(draft);
  return undefined;
};

/** The task run that was paused first; without any, the execution was paused by hand. */
function resume(draft: Draft, by: Resumption): Refusal | undefined {
  const { view } = draft;
  const paused = [...view.paused].map((id) => view.entries.get(id));
  const first = paused.filter((entry) => entry !== undefined).sort((a, b) => a.order - b.order)[0];
  if (first?.node === undefined) {
    draft.moveExecution('RUNNING');
    draft.touchAll();
    return undefined;
  }
  const { node, run } = first;
  const context = { task: node.task, run, at: draft.at, passed: false };
  const held = node.flowable?.resumed?.(context, by);
  if (held !== undefined) {
    enactHeld(draft, run, held);
  }
  return undefined;
}
