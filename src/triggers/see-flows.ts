import { createHash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { FindFlow } from '../flows/index.js';
import type { StoredFlow } from '../flows/index.js';
import type { Flow, TriggerDefinition } from '../model/flow.js';
import { stringifyJson } from '../model/json.js';
import type { StateType } from '../model/state.js';
import type { WorkerGroup } from '../model/task.js';
import type { TriggerKind } from '../model/trigger.js';
import { pluginClass } from '../plugins/index.js';
import { RUN_SERVICES } from '../run-context/index.js';
import type { RunServices } from '../run-context/index.js';
import {
  recoverModeOf,
  SCHEDULE,
  SCHEDULE_ON_DATES,
  scheduleOf,
} from './schedule/schedule-trigger.js';
import { type DeclaredTrigger, type FlowKey, UnseenFlows } from './store/unseen-flows.js';
import { isActive } from './find-trigger.js';
import { reasonOf } from './trigger-log.js';
import { TriggerRenderers } from './trigger-renderer.js';

const BATCH = 500;

/** Keeps the stored triggers what the saved flows declare. Any number of processes may do so at once. */
@Injectable()
export class SeeFlows {
  private readonly logger = new Logger(SeeFlows.name);
  /** Cannot be read with the plugins of this process; another one, or the next start, may. */
  private readonly unreadable = new Set<string>();

  constructor(
    private readonly flows: FindFlow,
    private readonly unseen: UnseenFlows,
    private readonly renderers: TriggerRenderers,
    @Inject(RUN_SERVICES) private readonly services: RunServices,
  ) {}

  /** Every flow saved since the last time. */
  async run(): Promise<void> {
    for (let seen = BATCH; seen === BATCH;) {
      seen = await this.see(await this.unseen.list(BATCH, [...this.unreadable]));
    }
  }

  /** One flow, for whoever cannot wait for the scheduler. */
  async ensure(namespace: string, flowId: string): Promise<void> {
    if (await this.unseen.isUnseen(namespace, flowId)) {
      const latest = await this.flows.findLatest(namespace, flowId);
      await this.see(latest === undefined ? [] : [latest.row]);
    }
  }

  /** How many could be seen: a revision that this process has not heard of yet comes with the next round. */
  private async see(keys: readonly FlowKey[]): Promise<number> {
    const seen: FlowKey[] = [];
    const declared: DeclaredTrigger[] = [];
    for (const { namespace, id, revision } of keys) {
      const stored = await this.flows.findLatest(namespace, id);
      if (stored?.row.revision !== revision) {
        continue;
      }
      if (stored.flow === undefined && !stored.row.deleted) {
        this.unreadable.add(`${namespace}/${id}/${revision}`);
        continue;
      }
      seen.push({ namespace, id, revision });
      declared.push(...(await this.triggersOf(stored)));
    }
    if (seen.length > 0) {
      await this.unseen.see(seen, declared);
    }
    return seen.length;
  }

  private async triggersOf({ flow, row }: StoredFlow): Promise<DeclaredTrigger[]> {
    if (flow === undefined || row.deleted) {
      return [];
    }
    const declared = flow.triggers.map((trigger) => this.declaredTrigger(flow, trigger));
    return (await Promise.all(declared)).filter((trigger) => trigger !== undefined);
  }

  /** Undefined for triggers that keep no state: Webhook, Flow. */
  private async declaredTrigger(
    flow: Flow,
    trigger: TriggerDefinition,
  ): Promise<DeclaredTrigger | undefined> {
    const kind = kindOf(trigger);
    if (kind === undefined) {
      return undefined;
    }
    const firstDate = isActive(flow, trigger)
      ? await this.firstDate(flow, trigger, kind)
      : undefined;
    const workerGroup = kind === 'POLLING' ? await this.workerGroup(flow, trigger) : undefined;
    const { pluginConfigurations } = this.services.settings;
    const stopAfter = trigger['stopAfter'];
    return {
      namespace: flow.namespace,
      flowId: flow.id,
      triggerId: trigger.id,
      type: trigger.type,
      kind,
      revision: flow.revision,
      hash: createHash('sha256').update(stringifyJson(trigger)).digest('base64url'),
      recover: recoverModeOf(trigger, pluginConfigurations[trigger.type]),
      ...(Array.isArray(stopAfter) && { stopAfter: stopAfter as StateType[] }),
      ...(workerGroup !== undefined && { workerGroup }),
      ...(firstDate !== undefined && { firstDate }),
    };
  }

  /** Its own or the flow's. One that cannot be rendered has no workers: the trigger waits for another revision. */
  private async workerGroup(flow: Flow, trigger: TriggerDefinition): Promise<string | undefined> {
    const { key } = (trigger['workerGroup'] as WorkerGroup | undefined) ?? flow.workerGroup ?? {};
    if (key === undefined) {
      return undefined;
    }
    try {
      return await this.renderers.ofFlow(flow, {}).render(key);
    } catch (error) {
      this.logger.warn(
        `the worker group of ${flow.namespace}.${flow.id}.${trigger.id} cannot be read: ${reasonOf(error)}`,
      );
      return key;
    }
  }

  /** triggers.md §2: a schedule begins with its next date, a list with its first one, a polling trigger at once. */
  private async firstDate(
    flow: Flow,
    trigger: TriggerDefinition,
    kind: TriggerKind,
  ): Promise<string | undefined> {
    const now = Date.now();
    if (kind === 'POLLING') {
      return new Date(now).toISOString();
    }
    try {
      const { dates, isList } = await scheduleOf(trigger, this.renderers.ofFlow(flow, {}), now);
      const first = dates.next(isList ? -Infinity : now);
      return first === undefined ? undefined : new Date(first).toISOString();
    } catch (error) {
      this.logger.warn(
        `the dates of ${flow.namespace}.${flow.id}.${trigger.id} cannot be read: ${reasonOf(error)}`,
      );
      return undefined;
    }
  }
}

/** Undefined: the trigger keeps no state. */
function kindOf({ type }: TriggerDefinition): TriggerKind | undefined {
  if (type === SCHEDULE || type === SCHEDULE_ON_DATES) {
    return 'SCHEDULE';
  }
  return 'poll' in (pluginClass('trigger', type).prototype as object) ? 'POLLING' : undefined;
}
