import { type Effect, type ExecutionView, findTaskRun, taskOf } from '../../engine/index.js';
import type { Execution } from '../../model/execution.js';
import { CORRELATION_ID } from '../../model/label.js';
import type { LogEntry } from '../../model/log-entry.js';
import { endDate, isTerminated, startDate } from '../../model/state.js';
import type { Lane } from '../../queues/job-feed.js';
import { jobRow } from '../../queues/job-table.js';
import type { WorkerJob } from '../../queues/worker-job.js';
import { messagePieces } from '../../run-context/index.js';
import type { ExecutionRow, TaskRunRow, TurnWrites } from '../store/turn-writer.js';
import { jobScope } from './job-scope.js';
import { jobKey, type LiveExecution } from './live-execution.js';
import { isFinished } from './live-executions.js';
import type { Work } from './work.js';

/** Translates the work on one execution into rows. */
export function addRows(
  writes: TurnWrites,
  work: Work,
  { processId, at }: { readonly processId: string; readonly at: string },
  laneOf: (taskType: string) => Lane,
): void {
  addExecution(writes, work, processId);
  addTaskRuns(writes, work);
  addDelays(writes, work);
  const { executionId } = work;
  for (const job of work.endedJobs) {
    writes.endedJobs.push({
      execution_id: executionId,
      task_run_id: job.taskRunId,
      attempt: job.attempt,
    });
  }
  // Before the executor's own lines, which tell what follows from them.
  writes.logs.push(...work.logs);
  for (const effect of work.effects) {
    addEffect(writes, work, effect, { at, laneOf });
  }
  writes.consumedEvents.push(...work.consumedRows.map((id) => ({ id })));
  writes.metrics.push(...work.metrics);
  for (const { replyTo, refusal, shown } of work.answers) {
    if (shown !== undefined) {
      writes.answers.push({ reply_to: replyTo, document: shown });
    }
    const isShown = shown !== undefined;
    writes.notifications.push({
      channel: 'answers',
      payload: JSON.stringify({ replyTo, refusal, isShown }),
    });
  }
}

function addExecution(writes: TurnWrites, work: Work, processId: string): void {
  const { live } = work;
  const finished = isFinished(live);
  if (live.isNew) {
    writes.created.push(executionRow(live.view.execution, finished ? null : processId));
  } else if (work.executionTouched || finished) {
    writes.updated.push(executionRow(live.view.execution, finished ? null : processId));
  }
}

export function executionRow(execution: Execution, owner: string | null): ExecutionRow {
  return {
    id: execution.id,
    namespace: execution.namespace,
    flow_id: execution.flowId,
    flow_revision: execution.flowRevision,
    state: execution.state.current,
    start_date: startDate(execution.state),
    end_date: isTerminated(execution.state.current) ? (endDate(execution.state) ?? null) : null,
    labels: execution.labels,
    kind: execution.kind ?? null,
    trigger_execution_id: triggerExecutionId(execution),
    parent_id: execution.parentId ?? null,
    original_id: execution.originalId,
    owner,
    document: execution,
  };
}

function triggerExecutionId(execution: Execution): string | null {
  const id = execution.trigger?.variables?.['executionId'];
  return typeof id === 'string' ? id : null;
}

function addTaskRuns(writes: TurnWrites, work: Work): void {
  const { live, executionId } = work;
  for (const id of work.taskRuns) {
    const row = taskRunRow(live.view, id, live.positions.get(id) ?? 0);
    if (row !== undefined) {
      writes.taskRuns.push(row);
    }
  }
  for (const id of work.removedTaskRuns) {
    writes.removedTaskRuns.push({ execution_id: executionId, id });
  }
}

function taskRunRow(view: ExecutionView, id: string, position: number): TaskRunRow | undefined {
  const taskRun = findTaskRun(view, id);
  if (taskRun === undefined) {
    return undefined;
  }
  const { outputs, ...document } = taskRun;
  return {
    execution_id: view.execution.id,
    id,
    position,
    task_id: taskRun.taskId,
    state: taskRun.state.current,
    document,
    outputs: outputs ?? null,
  };
}

/** A key may have been set and cancelled within the turn: only what holds at its end is written. */
function addDelays(writes: TurnWrites, work: Work): void {
  const { live, executionId } = work;
  const touched = new Set(work.endedDelays);
  for (const effect of work.effects) {
    if (effect.kind === 'Delay') {
      touched.add(effect.key);
    }
  }
  for (const key of touched) {
    const dueAt = live.delays.get(key);
    if (dueAt === undefined) {
      writes.endedDelays.push({ execution_id: executionId, key });
    } else {
      writes.delays.push({ execution_id: executionId, key, due_at: dueAt });
    }
  }
}

interface Turning {
  readonly at: string;
  readonly laneOf: (taskType: string) => Lane;
}

function addEffect(writes: TurnWrites, work: Work, effect: Effect, { at, laneOf }: Turning): void {
  const { live, executionId } = work;
  switch (effect.kind) {
    case 'SubmitWorkerTask': {
      const isInTable = live.tableJobs.has(jobKey(effect.taskRunId, effect.attempt));
      const job = isInTable ? workerJob(live, effect) : undefined;
      if (job !== undefined) {
        const scope = jobScope(live, job.taskRunId, job.task);
        writes.jobs.push(jobRow({ ...job, ...(scope && { scope }) }, laneOf(job.task.type)));
      }
      return;
    }
    case 'KillWorkerTasks':
      for (const taskRunId of effect.taskRunIds) {
        writes.killedJobs.push({ execution_id: executionId, task_run_id: taskRunId });
      }
      return;
    case 'KillSubflows':
      writes.killedParents.push({
        id: executionId,
        event: { kind: 'KillRequested', cascade: true, at },
      });
      return;
    case 'RestartSubflow':
      writes.restartedChildren.push(restartedChild(executionId, effect, at));
      return;
    case 'AppendLog':
      writes.logs.push(...logsOf(live, effect, at));
      return;
    case 'ReleaseConcurrencySlot':
      writes.releasedSlots.push({ id: executionId });
      return;
    default:
      return;
  }
}

function restartedChild(
  parentId: string,
  { executionId: id, taskRunId, iteration }: Extract<Effect, { kind: 'RestartSubflow' }>,
  at: string,
): TurnWrites['restartedChildren'][number] {
  const which = { taskRunId, ...(iteration === undefined ? {} : { iteration }), executionId: id };
  return {
    id,
    event: { kind: 'RestartRequested', at },
    parent_id: parentId,
    gone: { kind: 'SubflowGone', at, ...which },
  };
}

export function workerJob(
  live: LiveExecution,
  { taskRunId, attempt, workerGroup }: Extract<Effect, { kind: 'SubmitWorkerTask' }>,
): WorkerJob | undefined {
  const task = taskOf(live.view, taskRunId);
  if (task === undefined) {
    return undefined;
  }
  const { execution } = live.view;
  return {
    executionId: execution.id,
    taskRunId,
    attempt,
    flow: {
      namespace: execution.namespace,
      flowId: execution.flowId,
      revision: execution.flowRevision,
    },
    correlationId: correlationIdOf(execution),
    task,
    ...(workerGroup === undefined ? {} : { workerGroup }),
  };
}

function correlationIdOf({ id, labels }: Execution): string {
  return labels.find(({ key }) => key === CORRELATION_ID)?.value ?? id;
}

function logsOf(
  live: LiveExecution,
  effect: Extract<Effect, { kind: 'AppendLog' }>,
  at: string,
): LogEntry[] {
  const { execution } = live.view;
  const taskRun =
    effect.taskRunId === undefined ? undefined : findTaskRun(live.view, effect.taskRunId);
  const origin = {
    namespace: execution.namespace,
    flowId: execution.flowId,
    executionId: execution.id,
    ...(taskRun === undefined
      ? {}
      : {
          taskId: taskRun.taskId,
          taskRunId: taskRun.id,
          attemptNumber: Math.max(0, (taskRun.attempts?.length ?? 1) - 1),
        }),
    level: effect.level,
    thread: 'executor',
  };
  const masked = live.secrets?.apply(effect.message) ?? effect.message;
  return messagePieces(masked).map((message, index) => ({
    ...origin,
    timestamp: new Date(Date.parse(at) + index).toISOString(),
    message,
  }));
}
