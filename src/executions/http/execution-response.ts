import { formatDuration } from '../../model/duration.js';
import type { Execution, ExecutionMetadata, ExecutionTrigger } from '../../model/execution.js';
import type { Label } from '../../model/label.js';
import { endDate, isTerminated, startDate } from '../../model/state.js';
import type { State, StateHistory, StateType } from '../../model/state.js';
import type { TaskRun } from '../../model/task-run.js';
import type { ExecutionDocument } from '../execution-gateway.js';
import { masked } from './masked.js';

type Values = Readonly<Record<string, unknown>>;

/** api.md §4.2. */
export class StateResponse {
  current!: StateType;
  histories!: readonly StateHistory[];
  /** Date of the first history entry. */
  startDate!: string;
  /** Only of a terminated or paused execution. */
  endDate?: string;
  /** ISO-8601; counts until now while it runs. */
  duration!: string;
}

export class AttemptResponse {
  state!: StateResponse;
  logFile?: string;
}

/** api.md §4.3. */
export class TaskRunResponse {
  tenantId!: string;
  id!: string;
  executionId!: string;
  namespace!: string;
  flowId!: string;
  taskId!: string;
  parentTaskRunId?: string;
  /** The iterated value as text. */
  value?: string;
  /** Absent for flowable tasks. */
  attempts?: AttemptResponse[];
  outputs!: Values | null;
  state!: StateResponse;
  iteration?: number;
  dynamic?: boolean;
}

/** One superset of all eras (api.md §4.1, §4.11). */
export class ExecutionResponse {
  tenantId!: string;
  id!: string;
  namespace!: string;
  flowId!: string;
  flowRevision!: number;
  /** In order of creation; missing until the first task run exists, and in lists if there are more than 100. */
  taskRunList?: TaskRunResponse[];
  inputs?: Values;
  outputs?: Values;
  labels!: readonly Label[];
  variables?: Values;
  state!: StateResponse;
  /** The execution this one is a replay of. */
  parentId?: string;
  originalId!: string;
  trigger?: ExecutionTrigger;
  deleted!: boolean;
  metadata!: ExecutionMetadata;
  scheduleDate?: string;
  kind?: Execution['kind'];
  breakpoints?: Execution['breakpoints'];
  /** Only in answers of calls that create an execution. */
  url?: string;
}

/**
 * What clients see of an execution. Shares everything it can with the model: nothing is copied deeply, and only
 * encrypted values are replaced.
 */
export function toExecutionResponse(
  execution: Execution,
  taskRuns: readonly TaskRun[] = [],
  url?: string,
): ExecutionResponse {
  const now = Date.now();
  return {
    tenantId: 'main',
    id: execution.id,
    namespace: execution.namespace,
    flowId: execution.flowId,
    flowRevision: execution.flowRevision,
    taskRunList: taskRuns.length === 0 ? undefined : taskRuns.map((run) => toTaskRun(run, now)),
    inputs: maskedValues(execution.inputs),
    outputs: maskedValues(execution.outputs),
    labels: execution.labels,
    variables: maskedValues(execution.variables),
    state: toState(execution.state, now),
    parentId: execution.parentId,
    originalId: execution.originalId,
    trigger: execution.trigger,
    deleted: execution.deleted,
    metadata: execution.metadata,
    scheduleDate: execution.scheduleDate,
    kind: execution.kind,
    breakpoints: execution.breakpoints,
    url,
  };
}

function toTaskRun(taskRun: TaskRun, now: number = Date.now()): TaskRunResponse {
  return {
    tenantId: 'main',
    id: taskRun.id,
    executionId: taskRun.executionId,
    namespace: taskRun.namespace,
    flowId: taskRun.flowId,
    taskId: taskRun.taskId,
    parentTaskRunId: taskRun.parentTaskRunId,
    value: taskRun.value,
    attempts: taskRun.attempts?.map(({ state, logFile }) => ({
      state: toState(state, now),
      logFile,
    })),
    // Encrypted texts stay as they are stored: only the server can read them.
    outputs: taskRun.outputs ?? null,
    state: toState(taskRun.state, now),
    iteration: taskRun.iteration,
    dynamic: taskRun.dynamic,
  };
}

function toState(state: State, now: number): StateResponse {
  return {
    current: state.current,
    histories: state.histories,
    startDate: startDate(state),
    endDate: endDate(state),
    duration: formatDuration(durationMs(state, now)),
  };
}

function durationMs(state: State, now: number): number {
  const first = Date.parse(startDate(state));
  const last = state.histories.at(-1)?.date ?? '';
  const isOver = isTerminated(state.current) || state.current === 'PAUSED';
  return Math.max(0, (isOver ? Date.parse(last) : now) - first);
}

function maskedValues(values: Values | undefined): Values | undefined {
  return values === undefined || Object.keys(values).length === 0
    ? undefined
    : (masked(values) as Values);
}

/** Of an execution as it was committed. */
export function documentResponse({ execution, taskRuns }: ExecutionDocument): ExecutionResponse {
  return toExecutionResponse(execution, taskRuns);
}
