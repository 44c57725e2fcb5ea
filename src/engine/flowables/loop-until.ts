import { startDate } from '../../model/state.js';
import type { TaskRun } from '../../model/task-run.js';
import type { Task } from '../../model/task.js';
import { enabled } from '../enabled.js';
import { after, isLater, milliseconds } from '../instants.js';
import { isTruthy } from '../truthy.js';
import {
  countOf,
  type Flowable,
  type Held,
  type HoldContext,
  listOf,
  sequential,
} from './flowable.js';

interface Frequency {
  readonly interval: string;
  readonly maxIterations?: number;
  readonly maxDuration?: string;
  /** A boolean, or one as text. */
  readonly failOnMaxReached?: unknown;
}

export const loopUntil: Flowable = loop({ interval: 'PT1M' });

/** The older name, with the defaults it had. */
export const waitFor: Flowable = loop({
  interval: 'PT1S',
  maxIterations: 100,
  maxDuration: 'PT1H',
});

/**
 * engine.md §8: the children run at least once; after each pass without failure the condition decides; between passes
 * the execution is PAUSED. Only the task runs of the last pass remain.
 */
function loop(defaults: Frequency): Flowable {
  return {
    loops: true,
    children: (task) => [listOf(task['tasks'])],
    asks: (task) => [
      {
        name: 'frequency',
        expression: {
          ...defaults,
          ...frequencyOf(task),
          failOnMaxReached: task['failOnMaxReached'] ?? false,
        },
      },
    ],
    start: (_task, answers) => startOf(answers['frequency'] as Frequency),
    plan: (task) => sequential(enabled(task['tasks'])),
    verdict: (_task, run) => ({
      ended: run.memo?.['done'] === true,
      ...(run.memo?.['exceeded'] === true && { state: 'FAILED' }),
    }),
    hold: ({ task, run, passed }) =>
      passed && run.memo?.['done'] !== true
        ? { ask: { name: 'condition', expression: task['condition'] } }
        : undefined,
    answered,
    elapsed: (context) => (context.run.state.current === 'PAUSED' ? nextPass(context) : undefined),
    resumed: nextPass,
  };
}

function startOf(frequency: Frequency): ReturnType<NonNullable<Flowable['start']>> {
  const isWrong =
    milliseconds(frequency.interval) === undefined ||
    (frequency.maxDuration !== undefined && milliseconds(frequency.maxDuration) === undefined);
  return isWrong
    ? { error: `The checkFrequency of the loop holds no durations: ${JSON.stringify(frequency)}` }
    : { memo: { frequency }, outputs: { iterationCount: 1 } };
}

function answered(context: HoldContext, answer: unknown): Held {
  if (isTruthy(answer)) {
    return { memo: { done: true } };
  }
  if (isExhausted(context)) {
    const exceeded = String(memoOf(context.run).failOnMaxReached) === 'true';
    return { memo: { done: true, ...(exceeded && { exceeded }) } };
  }
  const { run, at } = context;
  return {
    memo: { since: sinceOf(run) },
    outputs: { iterationCount: iterationCountOf(run) + 1 },
    state: 'PAUSED',
    delay: { purpose: 'loop', at: after(at, milliseconds(memoOf(run).interval) ?? 0) },
    execution: 'PAUSED',
  };
}

function nextPass({ run }: HoldContext): Held {
  const pass = (countOf(run.memo?.['pass']) ?? 0) + 1;
  return { memo: { pass }, pass, state: 'RUNNING', execution: 'RUNNING' };
}

function isExhausted({ run, at }: HoldContext): boolean {
  const { maxIterations, maxDuration } = memoOf(run);
  const longest = milliseconds(maxDuration);
  return (
    iterationCountOf(run) >= (countOf(maxIterations) ?? Infinity) ||
    (longest !== undefined && isLater(at, after(sinceOf(run), longest)))
  );
}

function iterationCountOf(run: TaskRun): number {
  return countOf(run.outputs?.['iterationCount']) ?? 1;
}

/** The start of the first pass: the history starts anew with each. */
function sinceOf(run: TaskRun): string {
  return (run.memo?.['since'] as string | undefined) ?? startDate(run.state);
}

function memoOf(run: TaskRun): Partial<Frequency> {
  return (run.memo?.['frequency'] as Frequency | undefined) ?? {};
}

function frequencyOf(task: Task): Readonly<Record<string, unknown>> {
  const given = (task['checkFrequency'] ?? {}) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}
