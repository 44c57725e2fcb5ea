import { Injectable } from '@nestjs/common';
import { FindFlow } from '../flows/index.js';
import type { Flow, TriggerDefinition } from '../model/flow.js';
import type { TriggerRef } from '../model/trigger.js';

/** What the latest revision of a flow says of a trigger. */
export interface FoundTrigger {
  readonly flow: Flow;
  readonly trigger: TriggerDefinition;
}

@Injectable()
export class FindTrigger {
  constructor(private readonly flows: FindFlow) {}

  /** Undefined when the flow or the trigger is gone, or cannot be read. */
  async find({ namespace, flowId, triggerId }: TriggerRef): Promise<FoundTrigger | undefined> {
    const flow = (await this.flows.find(namespace, flowId))?.flow;
    const trigger = flow?.triggers.find(({ id }) => id === triggerId);
    return flow === undefined || trigger === undefined ? undefined : { flow, trigger };
  }

  /** Only if it is to be evaluated. */
  async findActive(ref: TriggerRef): Promise<FoundTrigger | undefined> {
    const found = await this.find(ref);
    return found !== undefined && isActive(found.flow, found.trigger) ? found : undefined;
  }
}

/** Enabled in the document, whatever the API says. */
export function isActive(flow: Flow, trigger: TriggerDefinition): boolean {
  return !flow.disabled && !flow.deleted && trigger.disabled !== true;
}
