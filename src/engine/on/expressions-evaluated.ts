import type { EvaluationResult } from '../events.js';
import { enter } from '../admission.js';
import type { Draft } from '../draft.js';
import { executorTaskOf } from '../executor-tasks/registry.js';
import { runExecutorTask } from '../executor-tasks/run.js';
import { mainHasPassed, familyOf } from '../family.js';
import { isAdmitted } from '../gates.js';
import { enactHeld } from '../held.js';
import { failUnbegun } from '../settle.js';
import { violate } from '../sla.js';
import { startSubflow } from '../subflow-dispatch.js';
import { isTruthy } from '../truthy.js';
import { onWorkerGroup } from '../worker-group.js';
import type { Handler } from './handler.js';

/** Results of one purpose for one subject (a task run, an SLA), by the name that ends the key. */
type Answers = ReadonlyMap<string, EvaluationResult>;
type Receiver = (draft: Draft, subject: string, answers: Answers) => void;

/** Keys are `purpose:subject` or `purpose:subject:name`; who asks under a purpose is the only one to do so. */
const RECEIVERS: Readonly<Record<string, Receiver>> = {
  runIf: onRunIf,
  group: onGroup,
  start: onStart,
  hold: onHold,
  task: onTask,
  subflow: onSubflow,
  sla: onAssertion,
};

export const onExpressionsEvaluated: Handler<'ExpressionsEvaluated'> = (draft, event) => {
  grouped(event.results).forEach((answers, group) => {
    const [purpose = '', subject = ''] = group.split(':');
    RECEIVERS[purpose]?.(draft, subject, answers);
  });
  const hasAssertions = event.results.some((result) => result.key.startsWith('sla:'));
  const { execution } = draft.view;
  if (hasAssertions && execution.state.current === 'CREATED' && !isAdmitted(execution)) {
    enter(draft);
  }
  return undefined;
};

function grouped(results: readonly EvaluationResult[]): ReadonlyMap<string, Answers> {
  const groups = new Map<string, Map<string, EvaluationResult>>();
  for (const result of results) {
    const [purpose = '', subject = '', name = ''] = result.key.split(':');
    const group = groups.get(`${purpose}:${subject}`) ?? new Map<string, EvaluationResult>();
    groups.set(`${purpose}:${subject}`, group.set(name, result));
  }
  return groups;
}

/** engine.md §3.1, §5.2: false is SKIPPED, a rendering error FAILED; neither is retried. */
function onRunIf(draft: Draft, taskRunId: string, answers: Answers): void {
  const answer = answers.get('');
  if (answer === undefined || !draft.view.undispatched.has(taskRunId)) {
    return;
  }
  if ('error' in answer) {
    failUnbegun(draft, taskRunId, answer.error);
  } else if (isTruthy(answer.value)) {
    draft.setMemo(taskRunId, { runIf: true });
  } else {
    draft.moveRun(taskRunId, 'SKIPPED');
  }
}

function onGroup(draft: Draft, taskRunId: string, answers: Answers): void {
  const answer = answers.get('');
  if (answer !== undefined) {
    onWorkerGroup(draft, taskRunId, answer);
  }
}

/** What a flowable needs to know before its first child; an error fails it without its error tasks. */
function onStart(draft: Draft, taskRunId: string, answers: Answers): void {
  const { run, node } = draft.view.entries.get(taskRunId) ?? {};
  const isStarting = run?.state.current === 'RUNNING' && run.memo?.['started'] !== true;
  if (node === undefined || !isStarting) {
    return;
  }
  const values: Record<string, unknown> = {};
  for (const [name, answer] of answers) {
    if ('error' in answer) {
      failUnbegun(draft, taskRunId, answer.error);
      return;
    }
    values[name] = answer.value;
  }
  const started = node.flowable?.start?.(node.task, values) ?? {};
  if ('error' in started) {
    failUnbegun(draft, taskRunId, started.error);
    return;
  }
  if (started.outputs !== undefined) {
    draft.change({ kind: 'OutputsSet', taskRunId, outputs: started.outputs });
  }
  draft.setMemo(taskRunId, { ...started.memo, started: true });
}

function onHold(draft: Draft, taskRunId: string, answers: Answers): void {
  const { run, node } = draft.view.entries.get(taskRunId) ?? {};
  const [answer] = answers.values();
  const family = familyOf(draft.view, taskRunId);
  if (run?.state.current !== 'RUNNING' || node === undefined || !answer || !family) {
    return;
  }
  if ('error' in answer) {
    failUnbegun(draft, taskRunId, answer.error);
    return;
  }
  const context = { task: node.task, run, at: draft.at, passed: mainHasPassed(family) };
  const held = node.flowable?.answered?.(context, answer.value);
  if (held !== undefined) {
    enactHeld(draft, run, held);
  }
}

function onTask(draft: Draft, taskRunId: string, answers: Answers): void {
  const { run, node } = draft.view.entries.get(taskRunId) ?? {};
  const answer = answers.get('');
  const executorTask = node && executorTaskOf(node.task.type);
  if (run && node && executorTask && answer && draft.view.undispatched.has(taskRunId)) {
    runExecutorTask(draft, run, node.task, executorTask, answer);
  }
}

function onSubflow(draft: Draft, taskRunId: string, answers: Answers): void {
  const { run, node } = draft.view.entries.get(taskRunId) ?? {};
  const answer = answers.get('');
  if (run && node && answer && draft.view.undispatched.has(taskRunId)) {
    startSubflow(draft, run, node.task, answer);
  }
}

/** An assertion that cannot be evaluated says nothing. */
function onAssertion(draft: Draft, index: string, answers: Answers): void {
  const answer = answers.get('');
  if (answer !== undefined && 'value' in answer && !isTruthy(answer.value)) {
    violate(draft, Number(index));
  }
}
