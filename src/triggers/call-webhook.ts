import { Injectable, Logger } from '@nestjs/common';
import { CreateExecution } from '../executions/index.js';
import { isTemplate } from '../expressions/index.js';
import { FindFlow } from '../flows/index.js';
import { IllegalArgumentError, IllegalStateError, NotFoundError } from '../model/errors.js';
import type { Execution } from '../model/execution.js';
import type { Flow, TriggerDefinition } from '../model/flow.js';
import { readJson } from '../model/json.js';
import { withHeaderNames } from '../run-context/index.js';
import { triggerHolds } from './trigger-conditions.js';
import { renderInputs, renderLabels } from './trigger-execution.js';
import { type TriggerRenderer, TriggerRenderers } from './trigger-renderer.js';
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
    private readonly renderers: TriggerRenderers,
  ) {}

  /**
   * Undefined when a condition of the trigger, or its `when`, does not hold. Throws NotFoundError for an unknown flow or key and
   * IllegalStateError for a disabled flow (api.md §5.2).
   */
  async run(call: WebhookCall): Promise<WebhookAnswer | undefined> {
    const flow = await this.flowOf(call);
    const trigger = await this.triggerWith(call.key, flow);
    const { variables } = call;
    const renderer = this.renderers.ofFlow(flow, { trigger: withHeaderNames(variables) });
    if (!(await this.holds(trigger, flow, renderer))) {
      return undefined;
    }
    const declared = { trigger, renderer };
    const execution = await this.createExecution.runFlow(flow, {
      inputs: { ...(await renderInputs(declared)), ...inputsParameter(variables) },
      labels: await renderLabels(declared, (message) => this.warn(flow, message)),
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
      return (await this.renderers.ofFlow(flow, {}).render(key)).trim() || undefined;
    } catch {
      return undefined;
    }
  }

  /** A condition that cannot be decided does not hold. */
  private async holds(
    trigger: TriggerDefinition,
    flow: Flow,
    renderer: TriggerRenderer,
  ): Promise<boolean> {
    try {
      return await triggerHolds(trigger, { flow, ...renderer });
    } catch (error) {
      this.warn(flow, `a condition failed: ${String(error)}`);
      return false;
    }
  }

  private warn({ namespace, id }: Flow, message: string): void {
    this.logger.warn(`Webhook of ${namespace}.${id}: ${message}`);
  }
}

/** The query parameter `inputs`, a JSON object, wins over what the trigger says. */
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
