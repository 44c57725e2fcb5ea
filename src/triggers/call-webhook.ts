import { Injectable, Logger } from '@nestjs/common';
import { CreateExecution, FlowExpressions } from '../executions/index.js';
import { isTemplate } from '../expressions/index.js';
import type { Rendered } from '../expressions/index.js';
import { FindFlow } from '../flows/index.js';
import { IllegalArgumentError, IllegalStateError, NotFoundError } from '../model/errors.js';
import type { Execution } from '../model/execution.js';
import type { Condition, Flow, TriggerDefinition } from '../model/flow.js';
import { readJson } from '../model/json.js';
import { conditionsHold } from '../plugins/index.js';
import { withHeaderNames } from '../run-context/index.js';
import { isSameKey } from './webhook-key.js';

const WEBHOOK_TYPE = 'io.kestra.plugin.core.trigger.Webhook';

export interface WebhookCall {
  readonly namespace: string;
  readonly flowId: string;
  readonly key: string;
  /** `trigger` of the new execution's expressions. */
  readonly variables: WebhookVariables;
}

export interface WebhookVariables {
  /** A JSON value or text; absent without a body. */
  readonly body?: unknown;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

export interface WebhookAnswer {
  readonly trigger: TriggerDefinition;
  readonly execution: Execution;
}

@Injectable()
export class CallWebhook {
  private readonly logger = new Logger(CallWebhook.name);

  constructor(
    private readonly flows: FindFlow,
    private readonly createExecution: CreateExecution,
    private readonly expressions: FlowExpressions,
  ) {}

  /**
   * Undefined when a condition of the trigger does not hold. Throws NotFoundError for an unknown flow or key and
   * IllegalStateError for a disabled flow (api.md §5.2).
   */
  async run(call: WebhookCall): Promise<WebhookAnswer | undefined> {
    const flow = await this.flowOf(call);
    const trigger = await this.triggerWith(call.key, flow);
    const { variables } = call;
    const seen = withHeaderNames(variables);
    if (
      trigger.conditions?.length &&
      !(await this.conditionsHold(trigger.conditions, flow, seen))
    ) {
      return undefined;
    }
    const execution = await this.createExecution.runFlow(flow, {
      inputs: await this.inputsOf(trigger, flow, seen),
      correlated: false,
      trigger: { id: trigger.id, type: trigger.type, variables: { ...variables } },
    });
    return { trigger, execution };
  }

  private async flowOf({ namespace, flowId }: WebhookCall): Promise<Flow> {
    const stored = await this.flows.find(namespace, flowId);
    if (!stored) {
      throw new NotFoundError('Flow not found');
    }
    if (stored.row.disabled || !stored.flow) {
      throw new IllegalStateError('Cannot execute a disabled flow');
    }
    return stored.flow;
  }

  private async triggerWith(key: string, flow: Flow): Promise<TriggerDefinition> {
    for (const trigger of flow.triggers) {
      if (trigger.type === WEBHOOK_TYPE && trigger.disabled !== true) {
        const expected = await this.keyOf(trigger, flow);
        if (expected !== undefined && isSameKey(key, expected)) {
          return trigger;
        }
      }
    }
    throw new NotFoundError('Webhook not found');
  }

  /** Undefined for a key that cannot be rendered: then nobody can call this trigger. */
  private async keyOf(trigger: TriggerDefinition, flow: Flow): Promise<string | undefined> {
    const key = String(trigger['key'] ?? '');
    if (!isTemplate(key)) {
      return key.trim() || undefined;
    }
    try {
      return String(await this.expressions.renderTyped(key, flow, {})).trim() || undefined;
    } catch {
      return undefined;
    }
  }

  /** A condition that cannot be decided does not hold. */
  private async conditionsHold(
    conditions: readonly Condition[],
    flow: Flow,
    trigger: WebhookVariables,
  ): Promise<boolean> {
    const renderDeep = (value: unknown): Rendered<unknown> =>
      this.expressions.renderTyped(value, flow, { trigger });
    const render = (template: string): Rendered<string> =>
      this.expressions.render(template, flow, { trigger });
    try {
      return await conditionsHold(conditions, { flow, render, renderDeep });
    } catch (error) {
      this.logger.warn(
        `conditions of a webhook of ${flow.namespace}.${flow.id} failed: ${String(error)}`,
      );
      return false;
    }
  }

  /** Those of the trigger, rendered; over them those of the query parameter `inputs`, a JSON object. */
  private async inputsOf(
    trigger: TriggerDefinition,
    flow: Flow,
    variables: WebhookVariables,
  ): Promise<Record<string, unknown>> {
    const declared = trigger['inputs'];
    const rendered =
      declared === undefined
        ? {}
        : await this.expressions.renderTyped(declared, flow, { trigger: variables });
    return { ...(rendered as Record<string, unknown>), ...inputsParameter(variables) };
  }
}

function inputsParameter({ parameters }: WebhookVariables): object {
  const [text] = parameters['inputs'] ?? [];
  if (text === undefined || !text.trimStart().startsWith('{')) {
    return {};
  }
  try {
    return readJson(text) as object;
  } catch (error) {
    throw new IllegalArgumentError('the query parameter `inputs` must be a JSON object of inputs', {
      cause: error,
    });
  }
}
