import fc from 'fast-check';
import type { Flow } from '../model/flow.js';
import type { Task } from '../model/task.js';
import { aFlow } from './builders.js';
import { retry, sometimes, taskLists, truth, workerGroup } from './random-task.js';

const sla = fc.record({
  id: fc.constant('sla'),
  type: fc.constantFrom('MAX_DURATION' as const, 'EXECUTION_ASSERTION' as const),
  behavior: fc.constantFrom('FAIL' as const, 'CANCEL' as const, 'NONE' as const),
  duration: fc.constantFrom('PT3S', 'PT20S'),
  assert: truth,
});
const concurrency = fc.record({
  limit: fc.constant(1),
  behavior: fc.constantFrom('QUEUE' as const, 'CANCEL' as const, 'FAIL' as const),
});
const outputs = truth.map((value) => [{ id: 'output', type: 'STRING' as const, value }]);
const listeners = fc.array(
  fc.record({ conditions: sometimes(fc.constant([{ type: 'ACondition' }])), tasks: taskLists }),
  { minLength: 1, maxLength: 2 },
);

/** Flows of nested tasks of every kind with all the common properties; ids are unique. */
export const randomFlows: fc.Arbitrary<Flow> = fc
  .record({
    tasks: taskLists,
    errors: sometimes(taskLists),
    finally: sometimes(taskLists),
    afterExecution: sometimes(taskLists),
    listeners: sometimes(listeners),
    outputs: sometimes(outputs),
    retry: sometimes(retry),
    workerGroup: sometimes(workerGroup),
    concurrency: sometimes(concurrency),
    sla: sometimes(fc.array(sla, { minLength: 1, maxLength: 2 })),
  })
  .map((lists) => named(aFlow(withoutEndlessWaits(present(lists)) as Partial<Flow>)));

function present<T extends object>(value: T): { [K in keyof T]: NonNullable<T[K]> } {
  return JSON.parse(JSON.stringify(value)) as { [K in keyof T]: NonNullable<T[K]> };
}

/** After the end nobody can resume a Pause any more: each goes on by itself there. */
function withoutEndlessWaits<T extends { afterExecution?: unknown; listeners?: unknown }>(
  flow: T,
): T {
  const timed = (key: string, value: unknown): unknown =>
    key !== '' && isPause(value) ? { pauseDuration: 'PT5S', ...value } : value;
  const { afterExecution = [], listeners: told = [] } = flow;
  const after = JSON.parse(JSON.stringify({ afterExecution, listeners: told }), timed) as object;
  return { ...flow, ...after };
}

function isPause(value: unknown): value is Task {
  const { type } = Object(value) as { readonly type?: unknown };
  return String(type).endsWith('.Pause');
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
