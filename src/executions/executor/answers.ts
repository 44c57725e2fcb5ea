import {
  type EvaluationRequest,
  type ExecutionEvent,
  type ExecutionView,
  findTaskRun,
  itemScopeOf,
  outputsOf,
  outputsSeenBy,
  parentsOf,
  type Question,
  taskOf,
  taskStatesOf,
  type WorkersOfGroup,
} from '../../engine/index.js';
import type { EvaluationResult } from '../../engine/events.js';
import { renderDeep, type RenderOptions, renderTyped } from '../../expressions/index.js';
import type { Condition, Flow } from '../../model/flow.js';
import {
  executionVariables,
  expressionHostFor,
  type RunScope,
  type RunServices,
  withExtra,
} from '../../run-context/index.js';
import { resolveFlowOutputs } from '../flow-outputs.js';
import { hideSecret, type LiveExecution } from './live-execution.js';
import { isFileUri, linesOf } from './loop-lines.js';
import { allOf, type Answer, isPromise } from './questions.js';
import type { SlotDesk } from './slot-desk.js';

export interface SubflowOutputs {
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly error?: string;
}

/** Whether all conditions of a listener hold for an execution as it ended (triggers.md §7). */
export interface ListenerConditions {
  hold(conditions: readonly Condition[], live: LiveExecution): Promise<boolean>;
}

/** What is known of the workers of a group. */
export type FindWorkers = (group: string) => Promise<WorkersOfGroup['workers']>;

/** Answers what the core asks: expressions, flow outputs, concurrency slots. */
export class Answers {
  constructor(
    private readonly slots: SlotDesk,
    private readonly services: RunServices,
    private readonly conditions: ListenerConditions,
    private readonly findWorkers: FindWorkers,
  ) {}

  answer(live: LiveExecution, question: Question, at: string): Answer {
    switch (question.kind) {
      case 'EvaluateExpressions':
        return this.evaluate(live, question.requests, at);
      case 'ResolveFlowOutputs':
        return this.flowOutputs(live, at);
      case 'AskConcurrencySlot':
        return this.concurrencySlot(live, question.limit, at);
      case 'EvaluateListeners':
        return this.listeners(live, at);
      case 'Proceed':
        return { kind: 'Proceeded', at };
    }
  }

  /** Rendering in the context of a task run, or of the execution. */
  private optionsFor(live: LiveExecution, scope: Partial<RunScope>): RenderOptions {
    const { settings } = this.services;
    const { encryption } = settings;
    const hide = (secret: string): void => hideSecret(live, secret);
    const decrypt = (text: string): string => {
      const plain = encryption.decrypt(text);
      hide(plain);
      return plain;
    };
    const whole: RunScope = { ...scopeOf(live.flow, live.view), ...scope };
    return {
      variables: executionVariables(
        whole,
        settings,
        undefined,
        encryption.isConfigured ? decrypt : undefined,
      ),
      host: expressionHostFor(whole, this.services, { onSecret: hide }),
      recursive: settings.recursiveRendering,
    };
  }

  /** What one batch of a ForEachItem sees: its task run with the batch's `items` and `iteration` (engine.md §11). */
  optionsForBatch(
    live: LiveExecution,
    taskRunId: string,
    batch: { readonly items: string; readonly iteration: number },
  ): RenderOptions {
    const options = this.optionsFor(live, taskScope(live, { taskRunId }));
    const taskrun = { ...(options.variables.get('taskrun') as object | undefined), ...batch };
    return { ...options, variables: withExtra(options.variables, { taskrun }) };
  }

  private evaluate(
    live: LiveExecution,
    requests: readonly EvaluationRequest[],
    at: string,
  ): Answer {
    const results = requests.map((request) => this.evaluateOne(live, request));
    return results.some(isPromise)
      ? allOf(results).then((all) => ({ kind: 'ExpressionsEvaluated', at, results: all }))
      : { kind: 'ExpressionsEvaluated', at, results: results as EvaluationResult[] };
  }

  private evaluateOne(
    live: LiveExecution,
    request: EvaluationRequest,
  ): EvaluationResult | Promise<EvaluationResult> {
    const { key, expression } = request;
    const failed = (error: unknown): EvaluationResult => ({ key, error: messageOf(error) });
    try {
      const options = this.optionsFor(live, taskScope(live, request));
      const value =
        request.typed === true && typeof expression === 'string'
          ? renderTyped(expression, options)
          : renderDeep(expression, options);
      const meant = isPromise(value)
        ? value.then((found) => this.meaningOf(live, request, found))
        : this.meaningOf(live, request, value);
      return isPromise(meant)
        ? meant.then((found) => ({ key, value: found }), failed)
        : { key, value: meant };
    } catch (error) {
      return failed(error);
    }
  }

  /** What the asker makes of the rendered value: the lines of a file, the workers of a group, typed outputs. */
  private meaningOf(
    live: LiveExecution,
    { lines, outputs, workerGroup }: EvaluationRequest,
    value: unknown,
  ): unknown {
    if (lines === true && isFileUri(value)) {
      return linesOf(value, live.view.execution, this.services);
    }
    if (workerGroup === true) {
      return this.workersOf(String(value));
    }
    return outputs === undefined
      ? value
      : resolveFlowOutputs({ outputs }, value as Record<string, unknown>, (text) =>
          this.services.settings.encryption.encryptedString(text),
        );
  }

  private async workersOf(key: string): Promise<WorkersOfGroup> {
    return { key, workers: await this.findWorkers(key) };
  }

  /** What the parent gets of this child: its flow outputs, or the parent's own templates rendered in its context. */
  subflowOutputs(live: LiveExecution): SubflowOutputs | Promise<SubflowOutputs> {
    const { outputs, waitingParent } = live.view.execution;
    const templates = waitingParent?.outputs;
    if (templates === undefined) {
      return outputs === undefined ? {} : { outputs };
    }
    const failed = (error: unknown): SubflowOutputs => ({ error: messageOf(error) });
    try {
      const rendered = renderDeep(templates, this.optionsFor(live, {}));
      return isPromise(rendered)
        ? rendered.then((value) => ({ outputs: value as Record<string, unknown> }), failed)
        : { outputs: rendered as Record<string, unknown> };
    } catch (error) {
      return failed(error);
    }
  }

  /** Outputs are rendered together, then typed; the value of an expression alone keeps its type. */
  private flowOutputs(live: LiveExecution, at: string): Answer {
    const answered = (outputs: Record<string, unknown>): ExecutionEvent => ({
      kind: 'FlowOutputsResolved',
      at,
      outputs,
    });
    const failed = (error: unknown): ExecutionEvent => ({
      kind: 'FlowOutputsResolved',
      at,
      error: messageOf(error),
    });
    const type = (rendered: unknown): ExecutionEvent =>
      answered(
        resolveFlowOutputs(live.flow, rendered as Record<string, unknown>, (text) =>
          this.services.settings.encryption.encryptedString(text),
        ),
      );
    try {
      const declared = Object.fromEntries(
        live.flow.outputs.map((output) => [output.id, output.value]),
      );
      const rendered = renderDeep(declared, this.optionsFor(live, {}));
      return isPromise(rendered) ? rendered.then(type).catch(failed) : type(rendered);
    } catch (error) {
      return failed(error);
    }
  }

  private async listeners(live: LiveExecution, at: string): Promise<ExecutionEvent> {
    const holding: number[] = [];
    for (const [index, { conditions = [] }] of live.flow.listeners.entries()) {
      if (await this.conditions.hold(conditions, live)) {
        holding.push(index);
      }
    }
    return { kind: 'ListenersEvaluated', at, holding };
  }

  private async concurrencySlot(
    live: LiveExecution,
    limit: number,
    at: string,
  ): Promise<ExecutionEvent> {
    const { execution } = live.view;
    const flow = { namespace: execution.namespace, flowId: execution.flowId };
    const waits = live.flow.concurrency?.behavior === 'QUEUE';
    const granted = await this.slots.ask(flow, execution.id, limit, waits);
    return { kind: 'ConcurrencySlotAnswered', at, granted };
  }
}

function scopeOf(flow: Flow, view: ExecutionView): RunScope {
  return { flow, execution: view.execution, outputs: outputsOf(view), tasks: taskStatesOf(view) };
}

function taskScope(
  live: LiveExecution,
  { taskRunId }: Pick<EvaluationRequest, 'taskRunId'>,
): Partial<RunScope> {
  const taskRun = taskRunId === undefined ? undefined : findTaskRun(live.view, taskRunId);
  if (taskRun === undefined) {
    return {};
  }
  const task = taskOf(live.view, taskRun.id);
  const item = itemScopeOf(live.view, taskRun.id);
  return {
    taskRun,
    outputs: outputsSeenBy(live.view, taskRun.id),
    parents: parentsOf(live.view, taskRun.id),
    ...(item && { item }),
    ...(task === undefined ? {} : { task }),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
