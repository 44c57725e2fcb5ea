import type { Task } from '../model/task.js';
import type { TaskRun } from '../model/task-run.js';
import { beginAttempt, handOut } from './attempt.js';
import type { StartSubflow } from './commands.js';
import type { Draft } from './draft.js';
import type { EvaluationResult } from './events.js';
import { countOf } from './flowables/flowable.js';
import { EXECUTABLE } from './flowables/for-each-item.js';
import { mergeLabels, reservedLabel, toLabels } from './labels.js';
import { failSubflow, inheritedLabels, type SubflowTarget, waits } from './subflow.js';
import { restartBatches, startBatches } from './subflow-batches.js';
import { findTaskRun } from './view.js';

/** Asks for the rendered properties; a restart goes on with the same child when that failed (engine.md §10). */
export function dispatchSubflow(draft: Draft, run: TaskRun, task: Task): void {
  if (isRestartOf(run, task) && restart(draft, run, task)) {
    return;
  }
  const names = ['namespace', 'flowId', 'revision', 'scheduleDate'];
  const own = task.type === EXECUTABLE ? [] : ['inputs', 'labels'];
  const given = [...names, ...own].filter((name) => isGiven(task[name]));
  const expression = Object.fromEntries(given.map((name) => [name, task[name]]));
  draft.ask({ key: `subflow:${run.id}`, expression, taskRunId: run.id });
}

/** The properties are rendered: the child, or the children of a ForEachItem, can be started. */
export function startSubflow(
  draft: Draft,
  run: TaskRun,
  task: Task,
  answer: EvaluationResult,
): void {
  const rendered = ('value' in answer ? answer.value : {}) as Record<string, unknown>;
  const labels = toLabels(rendered['labels']);
  const error =
    'error' in answer
      ? answer.error
      : labels === undefined
        ? 'The labels of a subflow must be a map or a list of key and value'
        : reservedLabel(labels);
  const attempt = handOut(draft, run, true);
  if (error !== undefined || labels === undefined) {
    failSubflow(draft, run.id, error ?? '');
    return;
  }
  const target = targetOf(draft, run, task, rendered, attempt);
  if (task.type === EXECUTABLE) {
    startBatches(draft, run, task, target);
  } else {
    const inherited = inheritedLabels(draft, task);
    const inputs = rendered['inputs'] as StartSubflow['inputs'];
    draft.command({
      kind: 'StartSubflow',
      ...target,
      ...(inputs !== undefined && { inputs }),
      labels: mergeLabels(inherited, labels),
    });
  }
}

function targetOf(
  draft: Draft,
  run: TaskRun,
  task: Task,
  rendered: Readonly<Record<string, unknown>>,
  attempt: number,
): SubflowTarget {
  const revision = countOf(rendered['revision']);
  const scheduleDate = rendered['scheduleDate'];
  return {
    taskRunId: run.id,
    attempt,
    namespace: String(rendered['namespace'] ?? draft.view.execution.namespace),
    flowId: String(rendered['flowId']),
    ...(revision !== undefined && { revision }),
    ...(isGiven(scheduleDate) && { scheduleDate: String(scheduleDate) }),
    wait: waits(task),
  };
}

function isRestartOf(run: TaskRun, task: Task): boolean {
  return run.state.current === 'RESTARTED' && task['restartBehavior'] !== 'NEW_EXECUTION';
}

function restart(draft: Draft, run: TaskRun, task: Task): boolean {
  if (task.type === EXECUTABLE) {
    return restartBatches(draft, run);
  }
  const executionId = run.outputs?.['executionId'];
  if (run.outputs?.['state'] !== 'FAILED' || typeof executionId !== 'string') {
    return false;
  }
  handOut(draft, run, true);
  beginAttempt(draft, findTaskRun(draft.view, run.id) ?? run, draft.at);
  draft.change({ kind: 'OutputsSet', taskRunId: run.id, outputs: { executionId } });
  draft.command({ kind: 'RestartSubflow', taskRunId: run.id, executionId });
  return true;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
