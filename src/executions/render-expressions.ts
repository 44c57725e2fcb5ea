import { Inject, Injectable } from '@nestjs/common';
import { render, variablesOf } from '../expressions/index.js';
import { FindFlow, FlowDocuments } from '../flows/index.js';
import { InvalidEntityError, NotFoundError } from '../model/errors.js';
import type { Flow } from '../model/flow.js';
import { RUN_SERVICES } from '../run-context/index.js';
import type { RunServices } from '../run-context/index.js';
import { EvaluateExpression } from './evaluate-expression.js';
import type { Evaluation } from './evaluate-expression.js';
import { FlowExpressions } from './flow-expressions.js';

/** What an expression may refer to: an execution, else a flow (as source or by name), else only the server's own. */
export interface RenderContext {
  readonly executionId?: string;
  readonly namespace?: string;
  readonly flowId?: string;
  /** YAML. */
  readonly flow?: string;
}

@Injectable()
export class RenderExpressions {
  constructor(
    private readonly evaluateExpression: EvaluateExpression,
    private readonly flows: FindFlow,
    private readonly documents: FlowDocuments,
    private readonly flowExpressions: FlowExpressions,
    @Inject(RUN_SERVICES) private readonly services: RunServices,
  ) {}

  /** A failing expression is an answer. Throws NotFoundError and InvalidEntityError about the context. */
  async run(expression: string, context: RenderContext): Promise<Evaluation> {
    if (context.executionId !== undefined) {
      return this.evaluateExpression.run(context.executionId, expression);
    }
    const flow = await this.flowOf(context);
    try {
      return { result: await this.render(expression, flow) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  private async render(expression: string, flow: Flow | undefined): Promise<string> {
    if (flow) {
      return this.flowExpressions.render(expression, flow, {});
    }
    const { envs, globals, recursiveRendering: recursive } = this.services.settings;
    return render(expression, { variables: variablesOf({ envs, globals }), recursive });
  }

  private async flowOf({
    namespace,
    flowId,
    flow: source,
  }: RenderContext): Promise<Flow | undefined> {
    if (source !== undefined) {
      const { flow, violations } = this.documents.parse(source);
      if (!flow) {
        throw new InvalidEntityError(violations);
      }
      return flow;
    }
    if (namespace === undefined || flowId === undefined) {
      return undefined;
    }
    const found = await this.flows.find(namespace, flowId);
    if (!found?.flow) {
      throw new NotFoundError(`Unable to find flow ${namespace}_${flowId}`);
    }
    return found.flow;
  }
}
