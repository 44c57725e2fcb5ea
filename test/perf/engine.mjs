/**
 * Time per event of the core for a ForEach of 100, 1,000 and 10,000 values, for each kind of limit. The time must not
 * grow with the number of values. Run `npm run build` first, then `node test/perf/engine.mjs`.
 */
import { apply, decide, openView } from '../../dist/engine/index.js';

const AT = '2026-11-22T10:00:00.000Z';
const LISTS = ['labels', 'inputs', 'outputs', 'errors', 'finally', 'afterExecution'].concat(
  'listeners',
  'triggers',
  'pluginDefaults',
  'sla',
  'checks',
);

const task = (id) => ({ id, type: 'io.kestra.plugin.core.log.Log' });

function flowOf(kind, limit, tasks) {
  const properties = kind === 'EachParallel' ? { concurrent: limit } : { concurrencyLimit: limit };
  const loop = { id: 'loop', type: `io.kestra.plugin.core.flow.${kind}`, tasks, ...properties };
  const lists = Object.fromEntries(LISTS.map((name) => [name, []]));
  return { namespace: 'dev', id: 'perf', revision: 1, ...lists, tasks: [loop] };
}

function run(flow, count) {
  const values = Array.from({ length: count }, (_, index) => `v${index}`);
  const state = { current: 'CREATED', histories: [{ state: 'CREATED', date: AT }] };
  const metadata = { attemptNumber: 1, originalCreatedDate: AT };
  const execution = {
    id: 'e',
    namespace: 'dev',
    flowId: 'perf',
    flowRevision: 1,
    labels: [],
    state,
    originalId: 'e',
    metadata,
    deleted: false,
  };
  const view = openView(flow, execution, []);
  const queue = [{ kind: 'ExecutionCreated', at: AT }];
  let events = 0;
  const begun = process.hrtime.bigint();
  for (let next = 0; next < queue.length; next++) {
    events++;
    const { changes, commands } = decide(view, queue[next]);
    apply(view, changes);
    for (const command of commands) {
      if (command.kind === 'SubmitWorkerTask') {
        const { taskRunId, attempt } = command;
        queue.push({
          kind: 'TaskRunEnded',
          at: AT,
          startedAt: AT,
          taskRunId,
          attempt,
          state: 'SUCCESS',
          outputs: { value: 1 },
        });
      } else if (command.kind === 'EvaluateExpressions') {
        const results = command.requests.map(({ key }) => ({ key, value: values }));
        queue.push({ kind: 'ExpressionsEvaluated', at: AT, results });
      }
    }
  }
  const microseconds = Number(process.hrtime.bigint() - begun) / 1000;
  return { state: view.execution.state.current, events, perEvent: microseconds / events };
}

const cases = [
  ['ForEach', 1],
  ['ForEach', 8],
  ['ForEach', 0],
  ['EachParallel', 8],
  ['EachParallel', 0],
];
for (const [kind, limit] of cases) {
  const flow = flowOf(kind, limit, [task('one'), task('two')]);
  run(flow, 1000);
  for (const count of [100, 1000, 10_000]) {
    const { state, events, perEvent } = run(flow, count);
    console.log(
      `${kind} limit ${limit}, ${count} values: ${state}, ${events} events, ${perEvent.toFixed(1)} µs per event`,
    );
  }
}
