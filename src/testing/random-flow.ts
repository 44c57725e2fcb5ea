import fc from 'fast-check';
import type { Flow } from '../model/flow.js';
import type { Task } from '../model/task.js';
import { aFlow, aFlowable, aTask } from './builders.js';

/** A text that cannot be rendered. */
export const BROKEN = 'BROKEN';

const sometimes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const truth = fc.constantFrom('true', 'false', 'true', BROKEN);
const values = fc.constantFrom(['a'], ['a', 'b', 'c'], [], '["x","y"]', '[1,null]', BROKEN);

const common = fc.record({
  allowFailure: sometimes(fc.constant(true)),
  allowWarning: sometimes(fc.constant(true)),
  disabled: sometimes(fc.constant(true)),
  runIf: sometimes(truth),
  retry: sometimes(
    fc.record({
      type: fc.constantFrom('constant' as const, 'exponential' as const, 'random' as const),
      interval: fc.constant('PT2S'),
      minInterval: fc.constant('PT1S'),
      maxInterval: fc.constant('PT9S'),
      maxAttempts: fc.integer({ min: 1, max: 3 }),
    }),
  ),
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
      { weight: 5, arbitrary: common.map((properties) => aTask('', properties as Partial<Task>)) },
      { weight: 1, arbitrary: flowable('Sequential', fc.record({ tasks: list })) },
      { weight: 1, arbitrary: flowable('AllowFailure', fc.record({ tasks: list })) },
      {
        weight: 1,
        arbitrary: flowable('Parallel', fc.record({ tasks: list, concurrent: fc.nat(2) })),
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
            value: fc.constantFrom('a', 'b', BROKEN),
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
  })
  .map((lists) => named(aFlow(present(lists))));

function present<T extends object>(value: T): { [K in keyof T]: NonNullable<T[K]> } {
  return JSON.parse(JSON.stringify(value)) as { [K in keyof T]: NonNullable<T[K]> };
}

/** Ids by position: unique in the flow. */
function named(flow: Flow): Flow {
  let next = 0;
  const text = JSON.stringify(flow).replace(/"id":""/g, () => `"id":"t${next++}"`);
  return JSON.parse(text) as Flow;
}

