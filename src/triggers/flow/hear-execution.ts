import { Injectable, Logger } from '@nestjs/common';
import { zoneOf } from '../../engine/schedule/index.js';
import type { Tx } from '../../platform/database/transaction.js';
import { Announcements, type StoredWindow } from '../store/announcements.js';
import { triggerHolds } from '../trigger-conditions.js';
import { type Fired, TriggerExecutions } from '../trigger-execution.js';
import { reasonOf } from '../trigger-log.js';
import { TriggerRenderers } from '../trigger-renderer.js';
import type { Listener } from './listener.js';
import type { Precondition } from './preconditions.js';
import { type Ended, mergeDeep, type Upstream, upstreamOf } from './upstream.js';
import { isOpen } from './window.js';

const ZONE = zoneOf(Intl.DateTimeFormat().resolvedOptions().timeZone);

/** One Flow trigger and one execution that reached a state (triggers.md §5). */
@Injectable()
export class HearExecution {
  private readonly logger = new Logger(HearExecution.name);

  constructor(
    private readonly announcements: Announcements,
    private readonly renderers: TriggerRenderers,
    private readonly executions: TriggerExecutions,
  ) {}

  /** A condition that cannot be decided does not hold (subtle.md 22). */
  async run(
    listener: Listener,
    ended: Ended,
    tx: Tx,
  ): Promise<Partial<Fired> & Pick<Fired, 'logs'>> {
    const { flow, trigger, preconditions } = listener;
    const upstream = upstreamOf(flow, ended, this.renderers);
    const hasHeard = await this.decided(listener, () =>
      triggerHolds(trigger, upstream.conditionContext, upstream.whenRoots),
    );
    if (!hasHeard) {
      return { logs: [] };
    }
    let outputs: Readonly<Record<string, unknown>> = {};
    const heard = new Set([ended.execution.id]);
    for (const precondition of preconditions) {
      const window = await this.meet(listener, precondition, upstream, tx);
      if (window === undefined) {
        return { logs: [] };
      }
      outputs = mergeDeep(outputs, window.outputs);
      Object.values(window.results).forEach((executionId) => heard.add(executionId));
    }
    const before = { outputs, executionIds: [...heard] };
    const { renderer, variables } = upstreamOf(flow, ended, this.renderers, before);
    return this.executions.createLeniently({ flow, trigger, renderer, variables });
  }

  /** Notes what the execution fulfils; the window when now enough is fulfilled. */
  private async meet(
    listener: Listener,
    precondition: Precondition,
    upstream: Upstream,
    tx: Tx,
  ): Promise<StoredWindow | undefined> {
    const { namespace, id: flowId } = listener.flow;
    const key = { namespace, flowId, conditionId: precondition.id };
    const now = Date.now();
    const stored = await this.announcements.window(tx, key);
    const open =
      stored !== undefined && isOpen(stored, now) ? stored : newWindow(precondition, now);
    const met = await this.metBy(listener, precondition, upstream);
    if (!isOpen(open, now) || met.length === 0) {
      return undefined;
    }
    const window = {
      ...open,
      results: {
        ...open.results,
        ...Object.fromEntries(met.map((requirement) => [requirement, upstream.execution.id])),
      },
      outputs: mergeDeep(open.outputs, upstream.execution.outputs ?? {}),
    };
    const isComplete = Object.keys(window.results).length >= precondition.minimum;
    if (isComplete && precondition.resetOnSuccess) {
      await this.announcements.deleteWindow(tx, key);
    } else {
      await this.announcements.storeWindow(tx, key, window);
    }
    return isComplete ? window : undefined;
  }

  private async metBy(
    listener: Listener,
    { requirements }: Precondition,
    upstream: Upstream,
  ): Promise<string[]> {
    const met: string[] = [];
    for (const requirement of requirements) {
      if (await this.decided(listener, () => requirement.isMetBy(upstream))) {
        met.push(requirement.key);
      }
    }
    return met;
  }

  private async decided(
    { flow, trigger }: Listener,
    decide: () => Promise<boolean>,
  ): Promise<boolean> {
    try {
      return await decide();
    } catch (error) {
      this.logger.warn(
        `conditions of ${flow.namespace}.${flow.id}.${trigger.id} cannot be decided: ${reasonOf(error)}`,
      );
      return false;
    }
  }
}

function newWindow({ rule }: Precondition, now: number): StoredWindow {
  return { ...rule(now, ZONE), results: {}, outputs: {} };
}
