import { stringifyJson } from '../model/json.js';
import { STATE_TYPES, type State, type StateType } from '../model/state.js';
import type { Attempt, TaskRun } from '../model/task-run.js';
import type { Block, Entry } from './block.js';
import type { TaskNode } from './task-tree.js';

/** Number of the state, milliseconds since 1970 or since the one before, and so on. */
type PackedState = readonly number[];
type PackedAttempt = readonly [PackedState, string?];
type Own = Pick<TaskRun, 'id' | 'value' | 'iteration' | 'outputs'>;
/** What many task runs of a block share. */
type Common = Omit<TaskRun, keyof Own | 'state' | 'attempts'>;

/** A block whose task runs differ more than this is not worth packing. */
const MOST_IN_COMMON = 50;

/**
 * The entry of a task run that has ended and is hardly looked at again: its states and attempts are a short text, what
 * others have as well is shared, and the task run is made anew when it is asked for.
 */
export class PackedEntry implements Entry {
  private constructor(
    readonly order: number,
    readonly block: Block,
    readonly node: TaskNode | undefined,
    readonly path: readonly string[],
    private readonly common: Common,
    private readonly own: Own,
    private readonly text: string,
  ) {}

  /** Undefined when it would not be exactly the same task run. */
  static of({ run, order, block, node, path }: Entry): PackedEntry | undefined {
    const { id, value, iteration, outputs, state, attempts, ...common } = run;
    const own = {
      id,
      ...(value !== undefined && { value }),
      ...(iteration !== undefined && { iteration }),
      ...(outputs !== undefined && { outputs }),
    };
    const text = packed(state, attempts);
    const shared = text === undefined ? undefined : sharedOf(block, common);
    return text === undefined || shared === undefined
      ? undefined
      : new PackedEntry(order, block, node, path, shared, own, text);
  }

  get run(): TaskRun {
    const [state = [], attempts] = JSON.parse(this.text) as [PackedState, PackedAttempt[]?];
    return {
      ...this.common,
      ...this.own,
      ...(attempts !== undefined && { attempts: attempts.map(unpackedAttempt) }),
      state: unpackedState(state),
    };
  }
}

function packed(state: State, attempts: readonly Attempt[] | undefined): string | undefined {
  const own = packedState(state);
  const others = attempts?.map((attempt) => [
    packedState(attempt.state),
    ...(attempt.logFile === undefined ? [] : [attempt.logFile]),
  ]);
  const isComplete = own !== undefined && others?.every(([first]) => first !== undefined) !== false;
  return isComplete ? JSON.stringify([own, ...(others === undefined ? [] : [others])]) : undefined;
}

function packedState({ current, histories }: State): PackedState | undefined {
  const numbers: number[] = [];
  let before = 0;
  for (const { state, date } of histories) {
    const instant = Date.parse(date);
    if (Number.isNaN(instant) || new Date(instant).toISOString() !== date) {
      return undefined;
    }
    numbers.push(STATE_TYPES.indexOf(state), instant - before);
    before = instant;
  }
  return histories.at(-1)?.state === current ? numbers : undefined;
}

function unpackedState(numbers: PackedState): State {
  const histories: { state: StateType; date: string }[] = [];
  let instant = 0;
  for (let at = 0; at < numbers.length; at += 2) {
    instant += numbers[at + 1] ?? 0;
    const state = STATE_TYPES[numbers[at] ?? 0] ?? 'CREATED';
    histories.push({ state, date: new Date(instant).toISOString() });
  }
  return { current: histories.at(-1)?.state ?? 'CREATED', histories };
}

function unpackedAttempt([state, logFile]: PackedAttempt): Attempt {
  return { state: unpackedState(state), ...(logFile !== undefined && { logFile }) };
}

const known = new WeakMap<Block, Map<string, Common>>();

function sharedOf(block: Block, common: Common): Common | undefined {
  const ofBlock = known.get(block) ?? new Map<string, Common>();
  known.set(block, ofBlock);
  const key = stringifyJson(common);
  const shared = ofBlock.get(key);
  if (shared === undefined && ofBlock.size < MOST_IN_COMMON) {
    ofBlock.set(key, common);
    return common;
  }
  return shared;
}
