import type { StateType } from '../../model/state.js';
import type { TaskRun } from '../../model/task-run.js';
import type { Task } from '../../model/task.js';
import { enabled } from '../enabled.js';
import { after, milliseconds } from '../instants.js';
import {
  type Ask,
  type Flowable,
  type Held,
  type HoldContext,
  listOf,
  type Resumption,
  sequential,
} from './flowable.js';

/**
 * engine.md §7. Pauses once in the life of its task run; `delay` (or `pauseDuration`) wins over `timeout`; the children
 * run after the resumption. What ends it by force as WARNING or FAILED still lets its `errors` and `finally` run (§12).
 */
export const pause: Flowable = {
  pauses: true,
  children: (task) => [listOf(task['tasks'])],
  aside: (task) => (task['onPause'] === undefined ? undefined : [task['onPause'] as Task]),
  asks: (task) => [
    ...ask('delay', task['pauseDuration'] ?? task['delay']),
    ...ask('timeout', task.timeout),
    ...ask('behavior', task['behavior']),
  ],
  start: (_task, answers) => startOf(answers),
  plan: (task, run) => sequential(hasPaused(run) ? enabled(task['tasks']) : []),
  verdict: (_task, run) => {
    const state = run.memo?.['forced'] as StateType | undefined;
    return state !== undefined
      ? { ended: true, state }
      : hasPaused(run)
        ? undefined
        : { ended: false };
  },
  hold: (context) => (hasPaused(context.run) ? undefined : paused(context)),
  elapsed: (context, purpose) =>
    context.run.state.current === 'PAUSED' ? elapsed(context, purpose) : undefined,
  resumed,
};

const BEHAVIORS = ['RESUME', 'WARN', 'FAIL', 'CANCEL'];

function hasPaused(run: TaskRun): boolean {
  return run.memo?.['paused'] === true;
}

function ask(name: string, expression: unknown): readonly Ask[] {
  return expression === undefined || expression === null ? [] : [{ name, expression }];
}

function startOf(
  answers: Readonly<Record<string, unknown>>,
): ReturnType<NonNullable<Flowable['start']>> {
  const { behavior: declared = 'RESUME', ...durations } = answers;
  const behavior = String(declared).toUpperCase();
  if (!BEHAVIORS.includes(behavior)) {
    return {
      error: `The behavior of the Pause must be one of ${BEHAVIORS.join(', ')}: ${behavior}`,
    };
  }
  const wrong = Object.entries(durations).find(([, text]) => milliseconds(text) === undefined);
  return wrong === undefined
    ? { memo: { ...durations, behavior } }
    : { error: `The ${wrong[0]} of the Pause is not a duration: ${String(wrong[1])}` };
}

function paused({ run, at }: HoldContext): Held {
  const purpose = run.memo?.['delay'] === undefined ? 'timeout' : 'delay';
  const length = milliseconds(run.memo?.[purpose]);
  return {
    memo: { paused: true },
    state: 'PAUSED',
    aside: true,
    execution: 'PAUSED',
    ...(length !== undefined && { delay: { purpose, at: after(at, length) } }),
  };
}

function elapsed({ task, run, at }: HoldContext, purpose: string): Held {
  const behavior = purpose === 'timeout' ? 'FAIL' : (run.memo?.['behavior'] ?? 'RESUME');
  const outputs = (to: StateType): Held['outputs'] => ({ ...run.outputs, resumed: { on: at, to } });
  switch (behavior) {
    case 'WARN':
      return {
        ...ended(task, 'WARNING', ['finally']),
        outputs: outputs('WARNING'),
        execution: 'RESTARTED',
      };
    case 'FAIL':
      return {
        ...ended(task, 'FAILED', ['errors', 'finally']),
        outputs: outputs('FAILED'),
        execution: 'RESTARTED',
      };
    case 'CANCEL':
      return { outputs: outputs('CANCELLED'), state: 'CANCELLED', execution: 'CANCELLED' };
    default:
      return { outputs: outputs('SUCCESS'), state: 'RUNNING', execution: 'RESTARTED' };
  }
}

function ended(task: Task, state: StateType, handlers: readonly string[]): Held {
  const isOver = handlers.every((name) => enabled(task[name]).length === 0);
  return { memo: { forced: state }, state: isOver ? state : 'RUNNING' };
}

function resumed({ task, run, at }: HoldContext, { inputs, by }: Resumption): Held {
  const goesOn = enabled(task['tasks']).length > 0 || enabled(task['finally']).length > 0;
  return {
    outputs: {
      ...run.outputs,
      ...(task['onResume'] !== undefined && { onResume: inputs ?? {} }),
      resumed: { ...(by !== undefined && { by }), on: at, to: 'SUCCESS' },
    },
    state: goesOn ? 'RUNNING' : 'SUCCESS',
    execution: 'RESTARTED',
  };
}
