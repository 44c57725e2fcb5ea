import fc from 'fast-check';
import type { Task } from '../model/task.js';
import { aFlowable, aTask } from './builders.js';

/** A text that cannot be rendered. */
export const BROKEN = 'BROKEN';
/** A text whose value is for the test to say: it may differ from task run to task run, and between passes of a loop. */
export const VARYING = 'VARYING';

export const sometimes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
export const truth = fc.constantFrom('true', 'false', VARYING, VARYING, BROKEN);
const values = fc.constantFrom<unknown>(
  ['a'],
  ['a', 'b', 'c'],
  ['a', 1, 'a', { k: 'v' }],
  [true],
  [],
  '["x","y"]',
  '["x",1.5,true,{"k":[]}]',
  '[1,null]',
  '{"k":"v"}',
  BROKEN,
);
const yes = sometimes(fc.constant(true));
const no = sometimes(fc.constant(false));

export const retry = fc.record({
  type: fc.constantFrom('constant' as const, 'exponential' as const, 'random' as const),
  interval: fc.constant('PT2S'),
  minInterval: fc.constant('PT1S'),
  maxInterval: fc.constant('PT9S'),
  maxAttempts: fc.integer({ min: 1, max: 4 }),
  warningOnRetry: fc.boolean(),
  behavior: sometimes(fc.constant('CREATE_NEW_EXECUTION' as const)),
});

/** The key says which workers of the group there are. */
export const workerGroup = fc.record({
  key: fc.constantFrom('LIVE', 'LIVE', 'NONE', 'UNKNOWN', BROKEN),
  fallback: fc.constantFrom('WAIT' as const, 'FAIL' as const, 'CANCEL' as const),
});

const common = fc.record({
  allowFailure: yes,
  allowWarning: yes,
  disabled: yes,
  runIf: sometimes(truth),
  retry: sometimes(retry),
});

type Tasks = fc.Arbitrary<readonly Task[]>;

function task(type: string, ...properties: readonly fc.Arbitrary<object>[]): fc.Arbitrary<Task> {
  return fc
    .tuple(common, ...properties)
    .map((all) => ({ id: '', type, ...(Object.assign({}, ...all) as object) }));
}

const onWorker = task(aTask('').type, fc.record({ workerGroup: sometimes(workerGroup) }));

const child = fc.record({
  namespace: fc.constantFrom('dev', 'dev', 'dev', BROKEN),
  flowId: fc.constant('child'),
  wait: no,
  transmitFailed: no,
  restartBehavior: sometimes(fc.constant('NEW_EXECUTION')),
});

const ofTheExecutor = fc.oneof(
  ...Object.entries({
    Labels: fc.record({
      labels: fc.constantFrom<unknown>({ a: 'b' }, { 'system.a': 'b' }, BROKEN),
    }),
    SetVariables: fc.record({ variables: fc.constantFrom<unknown>({ a: { b: 1 } }, BROKEN) }),
    UnsetVariables: fc.record({
      variables: fc.constantFrom<unknown>(['missing'], BROKEN),
      ignoreMissing: yes,
    }),
    Exit: fc.record({
      state: fc.constantFrom('SUCCESS', 'WARNING', 'FAILED', 'CANCELLED', 'KILLED'),
    }),
  }).map(([name, own]) => task(`io.kestra.plugin.core.execution.${name}`, own)),
);

/** What else than lists of tasks the flowables have. */
function flowables(list: Tasks): readonly fc.Arbitrary<Task>[] {
  const handlers = fc.record({ errors: sometimes(list), finally: sometimes(list) });
  const flowable = (name: string, own: fc.Arbitrary<object>): fc.Arbitrary<Task> =>
    task(aFlowable(name, '').type, handlers, own);
  const concurrent = fc.nat(2);
  return [
    flowable('Sequential', fc.record({ tasks: list })),
    flowable('AllowFailure', fc.record({ tasks: list })),
    flowable('Parallel', fc.record({ tasks: list, concurrent })),
    flowable('Dag', fc.record({ tasks: dagOf(list), concurrent })),
    flowable('If', fc.record({ condition: truth, then: list, else: sometimes(list) })),
    flowable('Switch', switchOf(list)),
    flowable('ForEach', fc.record({ values, concurrencyLimit: concurrent, tasks: list })),
    flowable('EachSequential', fc.record({ value: values, tasks: list })),
    flowable('EachParallel', fc.record({ value: values, concurrent, tasks: list })),
    flowable('Pause', pauseOf(list)),
    flowable('LoopUntil', loopUntilOf(list)),
    flowable('Loop', loopOf(list)),
    flowable('Template', fc.record({ args: sometimes(fc.constant(BROKEN)), tasks: mostly(list) })),
    flowable('WorkingDirectory', directoryOf()),
    flowable(
      'ForEachItem',
      fc.tuple(child, fc.record({ concurrencyLimit: concurrent })).map(merged),
    ),
  ];
}

/** Lists of one to three tasks, with ids still to be given. */
export const { tasks: taskLists } = fc.letrec<{ task: Task; tasks: readonly Task[] }>((tie) => ({
  task: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 12, arbitrary: onWorker },
    { weight: 2, arbitrary: task(aFlowable('Subflow', '').type, child) },
    { weight: 2, arbitrary: ofTheExecutor },
    ...flowables(tie('tasks')).map((arbitrary) => ({ weight: 1, arbitrary })),
  ),
  tasks: fc.array(tie('task'), { minLength: 1, maxLength: 3, depthIdentifier: 'flow' }),
}));

function mostly<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { weight: 7, arbitrary: value },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

function merged(parts: readonly object[]): object {
  return Object.assign({}, ...parts) as object;
}

function switchOf(list: Tasks): fc.Arbitrary<object> {
  return fc.record({
    value: fc.constantFrom('a', 'b', VARYING, BROKEN),
    cases: fc.record({ a: list }),
    defaults: sometimes(list),
  });
}

/** Without a duration somebody has to resume it. */
function pauseOf(list: Tasks): fc.Arbitrary<object> {
  return fc.record({
    pauseDuration: fc.constantFrom('PT5S', 'PT5S', BROKEN, undefined),
    behavior: fc.constantFrom('RESUME', 'WARN', 'FAIL', 'CANCEL'),
    tasks: sometimes(list),
  });
}

function loopUntilOf(list: Tasks): fc.Arbitrary<object> {
  return fc.record({
    condition: truth,
    checkFrequency: fc.constant({ interval: 'PT1S', maxIterations: 3 }),
    failOnMaxReached: fc.boolean(),
    tasks: list,
  });
}

function loopOf(list: Tasks): fc.Arbitrary<object> {
  const output = truth.map((value) => [{ id: 'output', type: 'STRING', value }]);
  return fc.record({
    values,
    concurrencyLimit: fc.nat(2),
    transmitFailed: no,
    outputs: sometimes(output),
    tasks: list,
  });
}

/** Its children are for the worker: no flowables, no subflows, no worker groups. */
function directoryOf(): fc.Arbitrary<object> {
  return fc.record({
    tasks: fc.array(task(aTask('').type), { minLength: 1, maxLength: 3 }),
    workerGroup: sometimes(workerGroup),
  });
}

/** Dependencies by position, on earlier tasks only. */
function dagOf(lists: Tasks): fc.Arbitrary<readonly object[]> {
  return fc.tuple(lists, fc.array(fc.nat(2), { minLength: 3, maxLength: 3 })).map(([tasks, on]) =>
    tasks.map((one, index) => {
      const other = on[index] ?? 0;
      return { task: one, dependsOn: other < index ? [other] : [] };
    }),
  );
}
