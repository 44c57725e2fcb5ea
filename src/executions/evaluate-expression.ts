import { Inject, Injectable } from '@nestjs/common';
import {
  findTaskRun,
  itemScopeOf,
  outputsOf,
  outputsSeenBy,
  parentsOf,
  taskOf,
  taskStatesOf,
} from '../engine/index.js';
import { render } from '../expressions/index.js';
import type { RenderOptions } from '../expressions/index.js';
import { NotFoundError } from '../model/errors.js';
import { executionVariables, expressionHostFor, RUN_SERVICES } from '../run-context/index.js';
import type { RunScope, RunServices } from '../run-context/index.js';
import { OpenExecutions } from './open-execution.js';
import type { OpenExecution } from './open-execution.js';

export interface Evaluation {
  readonly result?: string;
  readonly error?: string;
  readonly stackTrace?: string;
}

/** Renders an expression as a task of an execution would see it, but neither secrets nor encrypted values in clear. */
@Injectable()
export class EvaluateExpression {
  constructor(
    private readonly openExecutions: OpenExecutions,
    @Inject(RUN_SERVICES) private readonly services: RunServices,
  ) {}

  /** A failing expression is an answer. Throws NotFoundError for an unknown execution or task run. */
  async run(executionId: string, expression: string, taskRunId?: string): Promise<Evaluation> {
    const opened = await this.openExecutions.open(executionId);
    const options = this.optionsFor(scopeOf(opened, taskRunId));
    try {
      return { result: await render(expression, options) };
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      return { error: message, stackTrace: stack?.includes(message) ? stack : message };
    }
  }

  private optionsFor(scope: RunScope): RenderOptions {
    const { settings } = this.services;
    return {
      variables: executionVariables(scope, settings),
      host: { ...expressionHostFor(scope, this.services), secret: () => '******' },
      recursive: settings.recursiveRendering,
    };
  }
}

function scopeOf({ flow, view }: OpenExecution, taskRunId: string | undefined): RunScope {
  const scope = {
    flow,
    execution: view.execution,
    outputs: outputsOf(view),
    tasks: taskStatesOf(view),
  };
  if (taskRunId === undefined) {
    return scope;
  }
  const taskRun = findTaskRun(view, taskRunId);
  if (!taskRun) {
    throw new NotFoundError(`Unable to find the task run ${taskRunId}`);
  }
  const task = taskOf(view, taskRunId);
  const item = itemScopeOf(view, taskRunId);
  return {
    ...scope,
    taskRun,
    outputs: outputsSeenBy(view, taskRunId),
    parents: parentsOf(view, taskRunId),
    ...(item && { item }),
    ...(task && { task }),
  };
}
