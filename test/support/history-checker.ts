import type pg from 'pg';
import type { Execution } from '../../src/model/execution.js';
import { parseJson } from '../../src/model/json.js';
import {
  isLegalTransition,
  isTerminated,
  type State,
  type StateKind,
  type StateType,
} from '../../src/model/state.js';
import type { TaskRun } from '../../src/model/task-run.js';

/** What every execution of a flow must look like in the end. */
export interface ExpectedExecution {
  /** `<taskId>` or `<taskId> <value>` of all its task runs. */
  readonly taskRuns: readonly string[];
  /** How many other executions a task run of these tasks starts. */
  readonly children?: Readonly<Record<string, number>>;
  /** So many executions of the flow may run at once. */
  readonly limit?: number;
}

export interface StoredExecution {
  readonly execution: Execution;
  /** The column beside the document. */
  readonly state: string;
  readonly owner: string | null;
  readonly taskRuns: readonly { readonly taskRun: TaskRun; readonly state: string }[];
}

/** Everything the database says about what happened. */
export interface Histories {
  readonly executions: readonly StoredExecution[];
  /** Rows left in the tables that are empty when nothing is under way, by table. */
  readonly leftovers: Readonly<Record<string, number>>;
  /** Task runs of executions that do not exist. */
  readonly strays: number;
}

export interface Expectations {
  /** Flow id by execution id: what a client was told to exist. */
  readonly accepted: ReadonlyMap<string, string>;
  /** By flow id; the executions of other flows are only checked for being legal. */
  readonly flows: Readonly<Record<string, ExpectedExecution>>;
}

const TRANSIENT_TABLES = [
  'worker_jobs',
  'execution_events',
  'execution_delays',
  'concurrency_slots',
  'concurrency_queue',
] as const;

export async function readHistories(pool: pg.Pool): Promise<Histories> {
  const executions = await pool.query<{ state: string; owner: string | null; document: string }>(
    'select state, owner, document::text as document from executions order by start_date, id',
  );
  const taskRuns = await pool.query<{ execution_id: string; state: string; document: string }>(
    'select execution_id, state, document::text as document from task_runs order by execution_id, position',
  );
  const counts = await Promise.all(
    TRANSIENT_TABLES.map(async (table) => {
      const { rows } = await pool.query<{ n: number }>(`select count(*)::int as n from ${table}`);
      return [table, rows[0]?.n ?? 0] as const;
    }),
  );
  const byExecution = grouped(taskRuns.rows, (row) => row.execution_id);
  const known = executions.rows.map(({ state, owner, document }) => {
    const execution = parseJson(document) as Execution;
    const own = byExecution.get(execution.id) ?? [];
    byExecution.delete(execution.id);
    return {
      execution,
      state,
      owner,
      taskRuns: own.map((row) => ({
        taskRun: parseJson(row.document) as TaskRun,
        state: row.state,
      })),
    };
  });
  return { executions: known, leftovers: Object.fromEntries(counts), strays: byExecution.size };
}

/**
 * Every fault as a sentence; none when each accepted execution is there, everything has ended, every history is legal
 * and nothing was done twice. Nobody may have changed a state by hand: an end is final.
 */
export function faultsOf(histories: Histories, { accepted, flows }: Expectations): string[] {
  const { executions, leftovers, strays } = histories;
  const present = new Set(executions.map(({ execution }) => execution.id));
  const lost = [...accepted].filter(([id]) => !present.has(id));
  return [
    ...lost.map(([id, flow]) => `${flow} ${id}: accepted, but lost`),
    ...executions.flatMap((one) => faultsOfExecution(one, flows[one.execution.flowId])),
    ...faultsOfChildren(executions, flows),
    ...Object.entries(flows).flatMap(([id, { limit }]) =>
      limit === undefined ? [] : faultsOfLimit(id, limit, executions),
    ),
    ...Object.entries(leftovers).flatMap(([table, n]) =>
      n === 0 ? [] : `${n} rows are left in ${table}`,
    ),
    ...(strays === 0 ? [] : [`${strays} executions are unknown, but have task runs`]),
  ];
}

function faultsOfExecution(
  { execution, state, owner, taskRuns }: StoredExecution,
  expected: ExpectedExecution | undefined,
): string[] {
  const name = `${execution.flowId} ${execution.id}`;
  const places = taskRuns.map(({ taskRun }) =>
    [taskRun.parentTaskRunId, taskRun.taskId, taskRun.value, taskRun.iteration].join('|'),
  );
  const found = taskRuns.map(({ taskRun }) =>
    [taskRun.taskId, taskRun.value].filter((part) => part !== undefined).join(' '),
  );
  const doubles = places.filter((place, index) => places.indexOf(place) !== index);
  const isAsExpected =
    expected === undefined || found.sort().join() === [...expected.taskRuns].sort().join();
  return [
    ...faultsOfState('execution', execution.state, state),
    ...(owner === null ? [] : ['has ended, but still has an owner']),
    ...doubles.map((place) => `two task runs ${place}`),
    ...(isAsExpected ? [] : [`has the task runs ${found.join(', ')}`]),
    ...taskRuns.flatMap(({ taskRun, state: column }) =>
      faultsOfTaskRun(taskRun, column).map((fault) => `task run ${taskRun.taskId} ${fault}`),
    ),
  ].map((fault) => `${name}: ${fault}`);
}

function faultsOfTaskRun({ state, attempts = [] }: TaskRun, column: string): string[] {
  const last = attempts.at(-1)?.state.current;
  const endedOnWorker = attempts.length > 0 && state.current === 'SUCCESS';
  const won = attempts.filter((attempt) => attempt.state.current === 'SUCCESS').length;
  return [
    ...faultsOfState('taskRun', state, column),
    ...(endedOnWorker && last !== 'SUCCESS' ? [`is SUCCESS, its last attempt ${last}`] : []),
    ...(won > 1 ? [`has ${won} attempts in SUCCESS`] : []),
    ...attempts.flatMap((attempt, index) =>
      faultsOfState('taskRun', attempt.state).map((fault) => `attempt ${index + 1} ${fault}`),
    ),
  ];
}

function faultsOfState(kind: StateKind, { current, histories }: State, column?: string): string[] {
  const faults: string[] = [];
  const text = histories.map(({ state }) => state).join(' > ');
  histories.forEach((next, index) => {
    const before = histories[index - 1];
    if (before === undefined) {
      return;
    }
    if (!isLegalTransition(kind, before.state, next.state) || isOver(before.state, next.state)) {
      faults.push(`goes from ${before.state} to ${next.state} (${text})`);
    }
    if (next.date < before.date) {
      faults.push(`is ${next.state} at ${next.date}, before ${before.state} at ${before.date}`);
    }
  });
  if (!isTerminated(current)) {
    faults.push(`has not ended (${text})`);
  }
  if (histories.at(-1)?.state !== current) {
    faults.push(`is ${current}, its history says otherwise (${text})`);
  }
  if (column !== undefined && column !== current) {
    faults.push(`is ${current}, its row says ${column}`);
  }
  return faults;
}

/** Only a retry leads out of an end. */
function isOver(from: StateType, to: StateType): boolean {
  return isTerminated(from) && to !== 'RETRYING';
}

/** Who was asked for children has exactly so many. */
function faultsOfChildren(
  executions: readonly StoredExecution[],
  flows: Expectations['flows'],
): string[] {
  const startedBy = grouped(executions, ({ execution }) =>
    String(execution.trigger?.variables?.['taskRunId'] ?? ''),
  );
  return executions.flatMap(({ execution, taskRuns }) => {
    const starters = flows[execution.flowId]?.children ?? {};
    return taskRuns.flatMap(({ taskRun }) => {
      const expected = starters[taskRun.taskId];
      const count = startedBy.get(taskRun.id)?.length ?? 0;
      return expected === undefined || count === expected
        ? []
        : [`${execution.flowId} ${execution.id}: ${taskRun.taskId} has ${count} children`];
    });
  });
}

/** The most that ran at one time, by their histories. */
function faultsOfLimit(
  flowId: string,
  limit: number,
  executions: readonly StoredExecution[],
): string[] {
  const steps = executions
    .filter(({ execution }) => execution.flowId === flowId)
    .flatMap(({ execution: { state } }) => {
      const begin = state.histories.find((history) => history.state === 'RUNNING');
      const end = state.histories.at(-1);
      return begin && end && isTerminated(end.state)
        ? [
            { date: begin.date, by: 1 },
            { date: end.date, by: -1 },
          ]
        : [];
    })
    .sort((a, b) => a.date.localeCompare(b.date) || a.by - b.by);
  let running = 0;
  const most = steps.reduce((max, { by }) => Math.max(max, (running += by)), 0);
  return most > limit ? [`${flowId}: ${most} ran at once, the limit is ${limit}`] : [];
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
