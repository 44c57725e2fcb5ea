import fc from 'fast-check';
import type { Flow } from '../model/flow.js';
import type { Task } from '../model/task.js';
import { aFlow, aFlowable, aTask } from './builders.js';

/** A text that cannot be rendered. */
export const BROKEN = 'BROKEN';
/** A text whose value is for the test to say: it may differ from task run to task run, and between passes of a loop. */
export const VARYING = 'VARYING';

const sometimes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const truth = fc.constantFrom('true', 'false', VARYING, VARYING, BROKEN);
const values = fc.constantFrom<unknown>(
  ['a'],
  ['a', 'b', 'c'],
  ['a', 1, 'a', { k: 'v' }],
  [true],
  [],
  '["x","y"]',
  '["x",1.5,true,{"k":[]}]',
  '[1,null]',
  BROKEN,
);

const retry = fc.record({
  type: fc.constantFrom('constant' as const, 'exponential' as const, 'random' as const),
  interval: fc.constant('PT2S'),
  minInterval: fc.constant('PT1S'),
  maxInterval: fc.constant('PT9S'),
  maxAttempts: fc.integer({ min: 1, max: 4 }),
  warningOnRetry: fc.boolean(),
});

const common = fc.record({
  allowFailure: sometimes(fc.constant(true)),
  allowWarning: sometimes(fc.constant(true)),
  disabled: sometimes(fc.constant(true)),
  runIf: sometimes(truth),
  retry: sometimes(retry),
});

/** Tasks with ids still to be given. */
const { tasks: taskLists } = fc.letrec<{ task: Task; tasks: Task[] }>((tie) => {
  const list = tie('tasks');
  const handlers = fc.record({ errors: sometimes(list), finally: sometimes(list) });
  const flowable = (name: string, own: fc.Arbitrary<object>): fc.Arbitrary<Task> =>
    fc
      .tuple(common, handlers, own)
      .map(([a, b, c]) => aFlowable(name, '', { ...a, ...b, ...c } as Partial<Task>));
  return {
    task: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 8, arbitrary: common.map((properties) => aTask('', properties as Partial<Task>)) },
      { weight: 1, arbitrary: flowable('Sequential', fc.record({ tasks: list })) },
      { weight: 1, arbitrary: flowable('AllowFailure', fc.record({ tasks: list })) },
      {
        weight: 1,
        arbitrary: flowable('Parallel', fc.record({ tasks: list, concurrent: fc.nat(2) })),
      },
      {
        weight: 1,
        arbitrary: flowable('Dag', fc.record({ tasks: dagOf(list), concurrent: fc.nat(2) })),
      },
      {
        weight: 1,
        arbitrary: flowable(
          'If',
          fc.record({ condition: truth, then: list, else: sometimes(list) }),
        ),
      },
      {
        weight: 1,
        arbitrary: flowable(
          'Switch',
          fc.record({
            value: fc.constantFrom('a', 'b', VARYING, BROKEN),
            cases: fc.record({ a: list }),
            defaults: sometimes(list),
          }),
        ),
      },
      {
        weight: 2,
        arbitrary: flowable(
          'ForEach',
          fc.record({ values, concurrencyLimit: fc.nat(2), tasks: list }),
        ),
      },
      {
        weight: 1,
        arbitrary: flowable('EachSequential', fc.record({ value: values, tasks: list })),
      },
      {
        weight: 1,
        arbitrary: flowable(
          'EachParallel',
          fc.record({ value: values, concurrent: fc.nat(2), tasks: list }),
        ),
      },
      {
        weight: 1,
        arbitrary: flowable(
          'Pause',
          fc.record({
            pauseDuration: fc.constantFrom('PT5S', BROKEN),
            behavior: fc.constantFrom('RESUME', 'WARN', 'FAIL', 'CANCEL'),
            tasks: sometimes(list),
          }),
        ),
      },
      {
        weight: 1,
        arbitrary: flowable(
          'LoopUntil',
          fc.record({
            condition: truth,
            checkFrequency: fc.constant({ interval: 'PT1S', maxIterations: 3 }),
            failOnMaxReached: fc.boolean(),
            tasks: list,
          }),
        ),
      },
    ),
    tasks: fc.array(tie('task'), { minLength: 1, maxLength: 3, depthIdentifier: 'flow' }),
  };
});

/** Flows of nested flowables with all the common properties; ids are unique. */
export const randomFlows: fc.Arbitrary<Flow> = fc
  .record({
    tasks: taskLists,
    errors: sometimes(taskLists),
    finally: sometimes(taskLists),
    afterExecution: sometimes(taskLists),
    retry: sometimes(retry),
  })
  .map((lists) => named(aFlow(present(lists))));

function present<T extends object>(value: T): { [K in keyof T]: NonNullable<T[K]> } {
  return JSON.parse(JSON.stringify(value)) as { [K in keyof T]: NonNullable<T[K]> };
}

/** Ids by position: unique in the flow. */
function named(flow: Flow): Flow {
  let next = 0;
  const text = JSON.stringify(flow).replace(/"id":""/g, () => `"id":"t${next++}"`);
  return JSON.parse(text, (_key, value: unknown) =>
    isDagList(value) ? linked(value) : value,
  ) as Flow;
}

interface DagEntry {
  readonly task: Task;
  readonly dependsOn: readonly (number | string)[];
}

/** Dependencies by position, on earlier tasks only. */
function dagOf(lists: fc.Arbitrary<readonly Task[]>): fc.Arbitrary<readonly DagEntry[]> {
  return fc.tuple(lists, fc.array(fc.nat(2), { minLength: 3, maxLength: 3 })).map(([tasks, on]) =>
    tasks.map((task, index) => {
      const other = on[index] ?? 0;
      return { task, dependsOn: other < index ? [other] : [] };
    }),
  );
}

function isDagList(value: unknown): value is readonly DagEntry[] {
  return Array.isArray(value) && value.some((item) => Object.hasOwn(Object(item), 'dependsOn'));
}

/** The last one first, so that the order in the flow is not the order of the dependencies. */
function linked(entries: readonly DagEntry[]): readonly DagEntry[] {
  return entries
    .map(({ task, dependsOn }) => ({
      task,
      dependsOn: dependsOn.map((position) => entries[Number(position)]?.task.id ?? ''),
    }))
    .reverse();
}

/** One of the list: the same for the same parts, and for others another one as likely as not. */
export function pick<T>(list: readonly [T, ...T[]], ...parts: readonly unknown[]): T {
  let hash = 0;
  for (const char of JSON.stringify(parts)) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  }
  // Without it the last parts would hardly count.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return list[((hash ^ (hash >>> 16)) >>> 0) % list.length] ?? list[0];
}
